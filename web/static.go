package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

const (
	staticFolder = "static"
	staticPrefix = "/static/"
)

// asset is one static file.
type asset struct {
	files  fs.FS
	name   string // in the folder static: "theme.css"
	hash   string // of its content: the first 12 hexadecimal digits of SHA-256
	hashed string // the name with the hash before the extension: "theme.3f2a9c1b07de.css"
}

// assetSource gives the static files of a site by either name: listed once, or at each use in development.
type assetSource struct {
	files func() (map[string]*asset, error)
}

func newAssetSource(layers []fs.FS, reread bool) (*assetSource, error) {
	assets, err := listAssets(layers)
	if err != nil {
		return nil, err
	}
	if reread {
		return &assetSource{func() (map[string]*asset, error) { return listAssets(layers) }}, nil
	}
	return &assetSource{func() (map[string]*asset, error) { return assets, nil }}, nil
}

// url returns the path of a file, hash included, so that a browser may keep it for ever.
func (s *assetSource) url(name string) (string, error) {
	assets, err := s.files()
	if err != nil {
		return "", err
	}
	a, ok := assets[name]
	if !ok || a.name != name {
		return "", fmt.Errorf("web: no static file is named %q", name)
	}
	return staticPrefix + a.hashed, nil
}

func listAssets(layers []fs.FS) (map[string]*asset, error) {
	files, err := overlay(layers, staticFolder)
	if err != nil {
		return nil, err
	}
	assets := make(map[string]*asset, 2*len(files))
	for name, layer := range files {
		a, err := newAsset(layer, name)
		if err != nil {
			return nil, fmt.Errorf("web: reading a static file: %w", err)
		}
		assets[name] = a
		if _, taken := files[a.hashed]; !taken { // a file that bears this very name goes first
			assets[a.hashed] = a
		}
	}
	return assets, nil
}

func newAsset(files fs.FS, name string) (*asset, error) {
	f, err := files.Open(staticFolder + "/" + name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return nil, err
	}
	hash := hex.EncodeToString(sum.Sum(nil))[:12]
	ext := path.Ext(name)
	return &asset{files, name, hash, strings.TrimSuffix(name, ext) + "." + hash + ext}, nil
}

// serveAsset sends a static file. By its hashed name it may be kept for ever; by its own name a browser has to ask
// each time whether it changed.
func serveAsset(c *Context) error {
	assets, err := c.app.assets.files()
	if err != nil {
		return err
	}
	name := c.Request.PathValue("file")
	a, ok := assets[name]
	if !ok {
		return &StatusError{Status: http.StatusNotFound}
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "no-cache")
	if name == a.hashed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Etag", `"`+a.hash+`"`)
	h.Set("Content-Type", contentType(name))
	return a.send(c)
}

func (a *asset) send(c *Context) error {
	f, err := a.files.Open(staticFolder + "/" + a.name)
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	defer f.Close()
	content, ok := f.(io.ReadSeeker)
	if !ok {
		all, err := io.ReadAll(f)
		if err != nil {
			return fmt.Errorf("web: reading a static file: %w", err)
		}
		content = bytes.NewReader(all)
	}
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, content) // the hash tells versions apart, not a date
	return nil
}

// contentTypes are those of the files that sites are made of. The tables of an operating system, which package mime
// reads, differ and may be absent, and under nosniff a style sheet of the wrong type is not used.
var contentTypes = map[string]string{
	".avif":        "image/avif",
	".css":         "text/css; charset=utf-8",
	".gif":         "image/gif",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".jpg":         "image/jpeg",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".pdf":         "application/pdf",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff2":       "font/woff2",
}

func contentType(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if t, ok := contentTypes[ext]; ok {
		return t
	}
	return orElse(mime.TypeByExtension(ext), "application/octet-stream")
}
