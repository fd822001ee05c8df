// Package scenes uses the pages as those use them for whom they are made: the
// program that serves them, in a real browser, by keyboard. It holds tests and
// nothing else.
//
// The invariant: a scene ends with what is recorded, or with a line in the
// record of looks; and every page there is, is held to what package browsertest
// asks of each, in both languages and at both widths.
package scenes
