package shop

import "strings"

// ReadTracks makes tracks of the text of a file.
func ReadTracks(text string) ([]*Track, error) { return readAll(strings.NewReader(text), readTrack) }

// ReadEmployees makes employees of the text of a file.
func ReadEmployees(text string) ([]*Employee, error) {
	return readAll(strings.NewReader(text), readEmployee)
}
