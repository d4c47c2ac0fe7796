package web

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// overlay finds the files in one folder ("templates") of several file systems, where a later one replaces
// the files of the same name of those before it. Keys are names inside the folder, "admin/list.html".
func overlay(layers []fs.FS, folder string) (map[string]fs.FS, error) {
	files := make(map[string]fs.FS)
	for _, layer := range layers {
		if layer == nil {
			return nil, errors.New("web: a file system of Options.Files is nil")
		}
		err := fs.WalkDir(layer, folder, func(name string, d fs.DirEntry, err error) error {
			switch {
			case name == folder && errors.Is(err, fs.ErrNotExist):
				return fs.SkipAll // a layer need not have both folders
			case err != nil:
				return err
			case strings.HasPrefix(path.Base(name), "."): // what an editor or a desktop leaves behind
				return skip(d)
			case !d.IsDir():
				files[strings.TrimPrefix(name, folder+"/")] = layer
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("web: reading the folder %s: %w", folder, err)
		}
	}
	return files, nil
}

func skip(d fs.DirEntry) error {
	if d.IsDir() {
		return fs.SkipDir
	}
	return nil
}
