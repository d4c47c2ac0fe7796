package postgres

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/rowankit/rowan/fault"
)

// wire speaks the frontend's side of PostgreSQL's protocol:
// https://www.postgresql.org/docs/current/protocol-message-formats.html. Messages are gathered and sent together; an
// error makes the server pass over all that follows, up to the next Sync. Everything that is waited for is told by
// pgproto3, whose messages hold until the next one.
type wire struct {
	net      *stream
	frontend *pgproto3.Frontend
	out      []byte // what is not sent yet
	status   byte   // of the transaction, as the last ReadyForQuery told: I for none, T, or E for a failed one
}

// idle is the status of a connection without a transaction.
const idle = 'I'

// keptOut is how large a buffer of messages may be to be kept.
const keptOut = 1 << 18

// message begins a message, which end ends.
func (w *wire) message(kind byte) (at int) {
	w.out = append(w.out, kind, 0, 0, 0, 0)
	return len(w.out) - 4
}

func (w *wire) end(at int) { binary.BigEndian.PutUint32(w.out[at:], uint32(len(w.out)-at)) }

// text appends a text that ends with a zero byte.
func (w *wire) text(s string) { w.out = append(append(w.out, s...), 0) }

func (w *wire) int16(n int) { w.out = binary.BigEndian.AppendUint16(w.out, uint16(n)) }

// parse prepares a text under a name, with the types of its parameters where they are known.
func (w *wire) parse(name, sql string, types []uint32) {
	at := w.message('P')
	w.text(name)
	w.text(sql)
	w.int16(len(types))
	for _, oid := range types {
		w.out = binary.BigEndian.AppendUint32(w.out, oid)
	}
	w.end(at)
}

// describe asks for the description of a statement ('S') or of the portal ('P').
func (w *wire) describe(kind byte, name string) { w.named('D', kind, name) }

// forget closes a prepared statement.
func (w *wire) forget(name string) { w.named('C', 'S', name) }

func (w *wire) named(message, kind byte, name string) {
	at := w.message(message)
	w.out = append(w.out, kind)
	w.text(name)
	w.end(at)
}

// bindNothing binds a statement without parameters, whose results come as text.
func (w *wire) bindNothing(name string) {
	at := w.message('B')
	w.text("")
	w.text(name)
	w.out = append(w.out, 0, 0, 0, 0, 0, 0)
	w.end(at)
}

// execute runs the portal to its end.
func (w *wire) execute() {
	at := w.message('E')
	w.text("")
	w.out = append(w.out, 0, 0, 0, 0)
	w.end(at)
}

// command runs a text that has no parameters and no rows.
func (w *wire) command(sql string) {
	w.parse("", sql, nil)
	w.bindNothing("")
	w.execute()
}

func (w *wire) sync() { w.end(w.message('S')) }

// drop forgets what is not sent yet.
func (w *wire) drop() { w.out = w.out[:0] }

// flush sends what was gathered.
func (w *wire) flush() error {
	_, err := w.net.Write(w.out)
	if w.drop(); cap(w.out) > keptOut {
		w.out = nil
	}
	return err
}

// much is how many bytes may be sent before anybody listens: buffers on the way hold them, whatever the server does.
const much = 8 << 10

// flushBeside sends what was gathered while the answers are read, so that no two sides wait for each other with their
// buffers full. What it returns waits until all is sent, or cannot be.
func (w *wire) flushBeside() (sent func()) {
	if len(w.out) <= much {
		if err := w.flush(); err != nil {
			w.net.SetReadDeadline(time.Now().Add(grace)) // what the server had to say comes first
		}
		return func() {}
	}
	out, done := w.out, make(chan struct{})
	w.out = nil
	go func() {
		defer close(done)
		if _, err := w.net.Write(out); err != nil {
			w.net.SetReadDeadline(time.Now().Add(grace))
		}
	}()
	return func() {
		if <-done; cap(out) <= keptOut && len(w.out) == 0 {
			w.out = out[:0]
		}
	}
}

// hasten makes the server answer what it has done before it goes on.
func (w *wire) hasten() { w.end(w.message('H')) }

// receive waits for the next message that is about a statement.
func (w *wire) receive() (pgproto3.BackendMessage, error) {
	for {
		m, err := w.frontend.Receive()
		if err != nil {
			return nil, err
		}
		switch m := m.(type) {
		case *pgproto3.NoticeResponse, *pgproto3.ParameterStatus, *pgproto3.NotificationResponse, *pgproto3.CloseComplete:
			continue
		case *pgproto3.ReadyForQuery:
			w.status = m.TxStatus
		case *pgproto3.CopyInResponse, *pgproto3.CopyOutResponse, *pgproto3.CopyBothResponse:
			return nil, refuse(fault.Unsupported, "postgres: COPY is no statement here")
		}
		return m, nil
	}
}

// skim takes one message and looks only whether the server is ready for the next statement, or ends the connection.
func (w *wire) skim() (ready bool, err error) {
	m, err := w.receive()
	if err != nil {
		return false, err
	}
	switch m := m.(type) {
	case *pgproto3.ReadyForQuery:
		return true, nil
	case *pgproto3.ErrorResponse:
		if fatal(m) {
			return false, told(m)
		}
	}
	return false, nil
}

// settle reads on until the server is ready for the next statement.
func (w *wire) settle() error {
	for {
		if ready, err := w.skim(); ready || err != nil {
			return err
		}
	}
}

// conclude waits until the server is ready for the next statement. What fails as late as that is an error.
func (w *wire) conclude() error {
	for {
		m, err := w.receive()
		if err != nil {
			return err
		}
		switch m := m.(type) {
		case *pgproto3.ReadyForQuery:
			return nil
		case *pgproto3.ErrorResponse:
			return told(m)
		}
	}
}

// commands waits until so many commands are done. An error of the server is a refusal, and no loss.
func (w *wire) commands(n int) error {
	for n > 0 {
		m, err := w.receive()
		if err != nil {
			return err
		}
		switch m := m.(type) {
		case *pgproto3.CommandComplete, *pgproto3.EmptyQueryResponse:
			n--
		case *pgproto3.ErrorResponse:
			return told(m)
		case *pgproto3.ParseComplete, *pgproto3.BindComplete, *pgproto3.NoData:
		default:
			return unexpected(m)
		}
	}
	return nil
}

func unexpected(m pgproto3.BackendMessage) error {
	return fmt.Errorf("postgres: an answer that does not fit the question: %T", m)
}
