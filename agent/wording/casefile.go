package wording

import "faro.example/shared/pages"

// fileWords are those of forms that complete a casefile.
var fileWords = pages.Words{}
