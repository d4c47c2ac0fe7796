package connect

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// option is one that a URL may set, once.
type option struct {
	name string
	set  func(value string) error
}

// setOptions reads what follows the question mark. The first wrong option, in the order of their names, is the error.
func setOptions(query string, known []option) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return invalid("the options of the database URL are not escaped correctly")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(known, func(o option) bool { return o.name == name })
		if i < 0 {
			return unknownOption(name, known)
		}
		if n := len(values[name]); n != 1 {
			return invalid("the option %s stands %d times in the database URL; write it once", name, n)
		}
		value := values[name][0]
		if strings.IndexByte(value, 0) >= 0 {
			return invalid("%s in the database URL holds a NUL byte", name)
		}
		if err := known[i].set(value); err != nil {
			return err
		}
	}
	return nil
}

func unknownOption(name string, known []option) error {
	var names []string
	for _, o := range known {
		names = append(names, o.name)
	}
	slices.Sort(names)
	return invalid("the database URL has no option %q; there are %s", visible(name), list(names))
}

// duration is an option such as 5s.
func duration(name string, into *time.Duration) option {
	return option{name, func(value string) error {
		d, err := time.ParseDuration(value)
		if err != nil || d <= 0 {
			return invalid("%s in the database URL is a duration above zero, such as 5s", name)
		}
		*into = d
		return nil
	}}
}

// limit is a duration, or none.
func limit(name string, into *time.Duration) option {
	o := duration(name, into)
	return option{name, func(value string) error {
		if value == "none" {
			*into = -1
			return nil
		}
		if o.set(value) != nil {
			return invalid("%s in the database URL is a duration above zero, such as 5s, or none", name)
		}
		return nil
	}}
}

func count(name string, into *int) option {
	return option{name, func(value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > 1000 {
			return invalid("%s in the database URL is a number from 1 to 1000", name)
		}
		*into = n
		return nil
	}}
}

func truth(name string, into *bool) option {
	return option{name, func(value string) error {
		if value != "true" && value != "false" {
			return invalid("%s in the database URL is true or false", name)
		}
		*into = value == "true"
		return nil
	}}
}

func choice(name string, into *string, words ...string) option {
	return option{name, func(value string) error {
		if !slices.Contains(words, value) {
			return invalid("%s in the database URL is one of %s", name, list(words))
		}
		*into = value
		return nil
	}}
}

// path is a file or folder, which is looked for when a connection is made.
func path(name string, into *string) option {
	return option{name, func(value string) error {
		if value == "" {
			return invalid("%s in the database URL is a path", name)
		}
		*into = value
		return nil
	}}
}

// servers is a list of hosts.
func servers(name string, into *[]string) option {
	return option{name, func(value string) error {
		hosts, ok := splitHosts(value)
		if !ok || len(hosts) == 0 {
			return invalid("%s in the database URL is a list such as host1:1234,host2", name)
		}
		*into = hosts
		return nil
	}}
}
