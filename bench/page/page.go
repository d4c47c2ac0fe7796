// Package page measures a whole web page over HTTP: programs that show 100 users with 10 datasets each, and take the form of a
// dataset, as a user of Rowan writes it, by hand, and as a user of Flask writes it.
//
// Each program is a process of its own on a database of its own, that Rowan made and filled; package content says what it
// shows. The programs take turns, in rounds, at being asked by a number of connections at once, that ask again as soon as they
// were answered. Every answer is checked. The programs' processor time and memory are read from /proc, so this needs Linux.
package page

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/rowankit/rowan/bench/server"
)

// Options say how to measure.
type Options struct {
	// Rounds is how many turns of each program count; one more, to warm up, does not.
	Rounds int
	// Turn is how long a turn takes.
	Turn time.Duration
	// Connections is how many there are at once.
	Connections int
	// Log is told what is going on, and what is left out.
	Log io.Writer
}

// job is what a program is asked for.
type job struct {
	title string
	// visit sends the requests of one repetition and checks the answers.
	visit func(ctx context.Context, s *site, c *client) error
	// finish looks at a program after its last turn; nil is for nothing.
	finish func(ctx context.Context, s *site) error
}

// Run measures the page and the form on SQLite, and on PostgreSQL when there is a server, and writes a table for each to w.
func Run(ctx context.Context, o Options, w io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "rowan-page")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	b := &builder{folder: folder, log: o.Log}
	contenders, err := b.contenders(ctx)
	if err != nil {
		return err
	}
	for _, e := range engines() {
		for _, j := range []*job{&list, &form} {
			fmt.Fprintf(o.Log, "measuring %s on %s\n", j.title, e.name)
			t, err := o.measure(ctx, b, e, j, slices.DeleteFunc(slices.Clone(contenders), func(c contender) bool {
				return c.only != nil && c.only != j
			}))
			if err != nil {
				return fmt.Errorf("%s: %w", e.name, err)
			}
			if err := t.write(w); err != nil {
				return err
			}
		}
	}
	return nil
}

// engine is a database system.
type engine struct {
	name string
	// fresh returns the URL of a database without tables, which may be a file in a folder.
	fresh func(ctx context.Context, folder string) (string, error)
}

func engines() []engine {
	list := []engine{{"SQLite", func(_ context.Context, folder string) (string, error) {
		dir, err := os.MkdirTemp(folder, "sqlite")
		return "sqlite:///" + dir + "/database.db", err
	}}}
	if os.Getenv(server.Postgres) != "" {
		list = append(list, engine{"PostgreSQL", func(ctx context.Context, _ string) (string, error) { return server.FreshPostgres(ctx) }})
	}
	return list
}

// measure lets all contenders do one job on one engine.
func (o Options) measure(ctx context.Context, b *builder, e engine, j *job, contenders []contender) (t *table, err error) {
	t = &table{title: j.title + " on " + e.name, options: o}
	var sites []*site
	defer func() {
		for _, s := range sites {
			err = errors.Join(err, s.stop())
		}
	}()
	for _, c := range contenders {
		s, err := b.start(ctx, e, c)
		if err != nil {
			return nil, named(c, err)
		}
		sites = append(sites, s)
		t.entrants = append(t.entrants, &entrant{name: c.name})
	}
	if err := sameMarkup(ctx, sites); err != nil {
		return nil, err
	}
	for round := range o.Rounds + 1 {
		for i := range sites {
			i := (i + round) % len(sites)
			u, err := o.turn(ctx, sites[i], j)
			if err != nil {
				return nil, named(contenders[i], err)
			}
			if round > 0 {
				t.entrants[i].rounds = append(t.entrants[i].rounds, u)
			}
		}
	}
	for i, s := range sites {
		if j.finish != nil {
			err = errors.Join(err, named(contenders[i], j.finish(ctx, s)))
		}
	}
	return t, err
}

// named says of which contender an error is.
func named(c contender, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", c.name, err)
}
