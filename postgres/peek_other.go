//go:build !unix

package postgres

// peek cannot listen without waiting here: a connection that was closed is found out when it is used.
func (s *stream) peek() heard { return silent }
