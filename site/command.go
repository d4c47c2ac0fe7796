package site

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/theme"
	"github.com/rowankit/rowan/web"
)

// Command is a program: a site on a database. Its address and its database are the flags -addr and -db, or the variables
// ADDR and DATABASE_URL, or web.DefaultAddr and connect.Default; its secret comes from web.ReadEnvironment.
type Command struct {
	// Name opens what the program says when it fails.
	Name string
	// Models are those of the database. Their tables are made when they are not there.
	Models *orm.ModelSet
	// Forms are definitions whose mistakes are reported at the start.
	Forms Forms
	// Files are the program's own templates and static files, in folders of these names. They stand over those of theme.
	Files fs.FS
	// Routes registers the pages.
	Routes func(app *web.App, db *orm.DB)
	// Prepare readies the database once its tables are there, before pages are served and tasks done: it fills an empty one,
	// for example. Several processes may run it at once on one database. Nil does nothing, an error stops the start.
	Prepare func(ctx context.Context, db *orm.DB) error
	// Options are what else the site is to be told; its Files, Secret and Ready are the Command's to set.
	Options web.Options
	// Tasks are what the program does in place of serving when the word behind the flags names one; what follows the
	// word are the task's arguments. Nil means that the program takes flags alone.
	Tasks map[string]Task
}

// App makes the site on a database, as Run does, for tests and for programs that serve it by themselves.
func (c Command) App(db *orm.DB, secret []byte) (*web.App, error) {
	o := c.Options
	o.Files, o.Secret, o.Ready = []fs.FS{theme.Files}, secret, db.Ping
	if c.Files != nil {
		o.Files = append(o.Files, c.Files)
	}
	app, err := web.New(o)
	if err != nil {
		return nil, err
	}
	if c.Routes != nil {
		c.Routes(app, db)
	}
	return app, nil
}

// Main runs the program until the process is told to stop. When something fails it says what, and exits with the code 1;
// arguments that it does not understand are the code 2. Flags of the program's own may be defined before.
func (c Command) Main() {
	addr := flag.String("addr", os.Getenv("ADDR"), "listen on this `address` (default "+web.DefaultAddr+")")
	url := flag.String("db", os.Getenv("DATABASE_URL"), "keep the data in the database at this `URL` (default "+connect.Default+")")
	flag.Usage = c.usage
	flag.Parse()
	if problem := c.misread(flag.Args()); problem != "" {
		fmt.Fprintln(os.Stderr, c.Name+": "+problem)
		os.Exit(2)
	}
	if err := c.Run(context.Background(), *addr, *url, flag.Args()...); err != nil {
		fmt.Fprintln(os.Stderr, c.Name+":", err)
		os.Exit(1)
	}
}

// usage writes the flags, and the words that may stand behind them.
func (c Command) usage() {
	out := flag.CommandLine.Output()
	if len(c.Tasks) == 0 {
		fmt.Fprintf(out, "%s [flags]\n", c.Name)
	} else {
		fmt.Fprintf(out, "%s [flags] [%s ...]\n", c.Name, c.words(" | "))
	}
	flag.PrintDefaults()
}

// words are the names of the tasks.
func (c Command) words(between string) string {
	return strings.Join(slices.Sorted(maps.Keys(c.Tasks)), between)
}

// misread says what is wrong with the arguments behind the flags.
func (c Command) misread(args []string) string {
	switch {
	case len(args) == 0 || c.Tasks[args[0]] != nil:
		return ""
	case len(c.Tasks) == 0:
		return fmt.Sprint("takes flags alone, not ", args)
	}
	return fmt.Sprintf("takes flags, then nothing or one of %s, not %s", c.words(", "), args)
}

// Run opens the database, makes its tables, prepares it, and serves the site, or does the task that the arguments name,
// until it is done or the process is told to stop. An empty address or URL is the default.
func (c Command) Run(ctx context.Context, addr, url string, args ...string) (err error) {
	if problem := c.misread(args); problem != "" {
		return errors.New(problem)
	}
	env, err := web.ReadEnvironment(os.Getenv, "instance")
	if err != nil {
		return err
	}
	for _, f := range c.Forms {
		err = errors.Join(err, f.Err())
	}
	if err != nil {
		return err
	}
	db, err := connect.Open(ctx, url, c.Models)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.CreateTables(ctx); err != nil {
		return err
	}
	if c.Prepare != nil {
		if err := c.Prepare(ctx, db); err != nil {
			return err
		}
	}
	if len(args) > 0 {
		ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
		defer stop()
		return c.Tasks[args[0]](ctx, db, args[1:])
	}
	app, err := c.App(db, env.Secret)
	if err != nil {
		return err
	}
	return app.Run(ctx, addr)
}
