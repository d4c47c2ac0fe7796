package contender

import (
	"context"

	"github.com/rowankit/rowan/bench/workload"
	"github.com/rowankit/rowan/orm"
)

// The session does W6 alone: the rest it has from the same queries and writes as the program without one.
var (
	sessionOnSQLite   = Contender{Name: "Rowan, a session", Only: "W6", Engine: sqlite, Open: openSession}
	sessionOnPostgres = Contender{Name: "Rowan, a session", Only: "W6", Engine: postgres, Open: openSessionOnServer}
	sessionOnMariaDB  = Contender{Name: "Rowan, a session", Only: "W6", Engine: mariaDB, Open: openSessionOnServer}
)

func openSession(ctx context.Context, path string) (*workload.Program, error) {
	return openSessionOnServer(ctx, rowanURL(path))
}

func openSessionOnServer(ctx context.Context, url string) (*workload.Program, error) {
	r, err := newRowan(ctx, url)
	if err != nil {
		return nil, err
	}
	all := r.program()
	return &workload.Program{ReadAll: all.ReadAll, ChangeMany: rowanSession(r).changeMany, Close: all.Close}, nil
}

type rowanSession struct{ db *orm.DB }

// changeMany has the rows read and changed in a session that waits: what is left are finding out what has changed, writing
// it and the commit.
func (r rowanSession) changeMany(list []workload.Prediction) func(context.Context) error {
	ids, results := make([]int64, len(list)), make(map[int64]float64, len(list))
	for i, p := range list {
		ids[i], results[p.ID] = p.ID, p.Result
	}
	changed, flush, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- r.db.Session(context.Background(), func(ctx context.Context, s *orm.Session) error {
			objs, err := prediction.Where(orm.In(&prediction.C.ID, ids...)).All(ctx, s)
			if err != nil {
				return err
			}
			for _, p := range objs {
				p.Result = results[p.ID]
			}
			close(changed)
			<-flush
			return nil
		})
	}()
	select {
	case <-changed:
		return func(context.Context) error { close(flush); return <-done }
	case err := <-done:
		return func(context.Context) error { return err }
	}
}
