package api

import (
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

type file struct{}

// FileID names a file at the registry. It tells nothing of the file, and may
// stand in a URL.
type FileID = id.Of[file]

// FilePiece is how much of a file travels in one request, in bytes: 13 seconds at
// 20 kbit/s, and what a line that is cut costs at most.
const FilePiece = 32 << 10

// FileWanted names a file of a minor, to bring it or to fetch it.
type FileWanted struct {
	Minor minor.ID   `json:"minor"`
	File  minor.File `json:"file"`
}

// FileState is how much of a file has come to the registry: whole once all of it
// was there and was found to be what it says.
type FileState struct {
	ID    FileID `json:"id"`
	Size  int    `json:"size"`
	Held  int    `json:"held"`
	Whole bool   `json:"whole"`
}
