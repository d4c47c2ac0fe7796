//go:build unix

package postgres

import (
	"errors"
	"syscall"
)

// peek listens without waiting and without taking anything away.
func (s *stream) peek() heard {
	c, ok := s.socket().(syscall.Conn)
	if !ok {
		return silent
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return hungUp
	}
	what := silent
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		n, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		switch {
		case n > 0:
			what = said
		case errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EINTR):
		default:
			what = hungUp
		}
		return true
	})
	if err != nil {
		return hungUp
	}
	return what
}
