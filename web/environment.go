package web

import "fmt"

// minProductionSecret is 128 bits: what cannot be guessed.
const minProductionSecret = 16

// Environment is what a program's surroundings say about how it runs.
type Environment struct {
	// Production is true with ROWAN_ENV=production. Otherwise a person is developing.
	Production bool
	// Secret is the value of SECRET_KEY; in development, when that is empty, one kept in a file.
	Secret []byte
}

// ReadEnvironment reads the variables ROWAN_ENV ("production", "development" or empty) and SECRET_KEY, usually by
// os.Getenv. In development without SECRET_KEY it takes the secret from the file secret.key in a folder, usually
// "instance", and makes folder and file, readable by their owner alone, when they are not there; processes that start
// together end up with the same one. In production a missing or short SECRET_KEY is an error that says what to do.
func ReadEnvironment(getenv func(string) string, folder string) (Environment, error) {
	var e Environment
	switch name := getenv("ROWAN_ENV"); name {
	case "production":
		e.Production = true
	case "development", "":
	default:
		return e, fmt.Errorf("web: ROWAN_ENV is %q; it must be production, development or empty", name)
	}
	e.Secret = []byte(getenv("SECRET_KEY"))
	switch {
	case e.Production && len(e.Secret) < minProductionSecret:
		return e, fmt.Errorf("web: SECRET_KEY has %d bytes and needs at least %d in production; "+
			"set it to the output of: openssl rand -hex 32", len(e.Secret), minProductionSecret)
	case len(e.Secret) > 0:
		return e, nil
	}
	var err error
	e.Secret, err = keepSecret(folder)
	return e, err
}
