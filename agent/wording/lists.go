package wording

import "faro.example/shared/pages"

// listWords are those of the lists that wait for somebody.
var listWords = pages.Words{}
