package postgres

import (
	"net"
	"time"
)

// What fuzz targets reach into.
var (
	AppendJSONArray = appendJSONArray
	AppendTime      = appendTime
	ParseTime       = parseTime
	NormalDefault   = normalDefault
	WrittenTable    = writtenTable
)

// Controls reports whether a text begins or ends a transaction, or stands within one.
func Controls(sql string) bool {
	v := verbOf(sql)
	return v == verbControl || v == verbSavepoint
}

// Ticks is the clock of a Stream.
var Ticks = ticks

// Stream is a connection that knows since when somebody waits for it.
type Stream struct{ *stream }

// NewStream returns a stream over a connection.
func NewStream(n net.Conn) Stream { return Stream{&stream{Conn: n}} }

// Waits is how long somebody has been waiting since a moment.
func (s Stream) Waits(from int64) time.Duration { return s.waits(from) }
