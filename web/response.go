package web

import "net/http"

// response is the http.ResponseWriter of one request. It remembers what was sent, for the log and for telling
// whether an error can still be answered, and adds the session's cookie just before the headers go out.
type response struct {
	http.ResponseWriter
	context *Context
	status  int   // 0 until the headers were sent
	bytes   int64 // of the body
	aborted bool  // the answer cannot be completed: an error came after its headers, or nobody waits for it
}

// WriteHeader sends the headers with a status; all but the first final status are ignored, as by net/http.
func (w *response) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
		w.context.saveSession()
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write sends part of the body, after the headers with 200 when none were sent.
func (w *response) Write(p []byte) (int, error) {
	w.finish()
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// FlushError sends what is buffered; http.ResponseController finds it.
func (w *response) FlushError() error {
	w.finish()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// finish sends the headers of an answer that has none yet.
func (w *response) finish() {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
}
