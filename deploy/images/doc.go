// Package images holds what containers are made of: the Dockerfiles and a
// compose file. It is tests alone.
//
// The invariant: a container holds the programs and nothing else, runs as
// nobody in particular, and may do nothing but what the program needs.
package images
