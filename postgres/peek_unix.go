//go:build unix

package postgres

import (
	"errors"
	"syscall"
)

// peek listens without waiting and without taking anything away. It asks by Control and not by Read, which would wait
// for others that read: pgx leaves a goroutine that waits for the server's next word when a write took it longer than
// 15 ms.
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
	err = raw.Control(func(fd uintptr) {
		var b [1]byte
		n, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		switch {
		case n > 0:
			what = said
		case errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EINTR):
		default:
			what = hungUp
		}
	})
	if err != nil {
		return hungUp
	}
	return what
}
