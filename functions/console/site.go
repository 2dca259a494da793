package main

import (
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"strings"

	"admit/shared/api/static"
)

// settings are the values in the page that differ between deployments.
type settings struct {
	ClientID  string `json:"clientId"`  // the public app client of the sign-in
	SignInURL string `json:"signInUrl"` // base URL of the hosted sign-in, without /oauth2/authorize
}

// site is the page and its files.
type site struct {
	page  static.File            // the same for every screen
	files map[string]static.File // by path below /console/
}

// buildDir is the directory of the build beside the binary. pageName is the page
// in it.
const buildDir, pageName = "web", "index.html"

// contentCodings are the file extensions of the compressed forms that the build
// writes beside each file.
var contentCodings = map[string]string{".br": "br", ".gz": "gzip"}

// contentTypes are the media types that the site may have, by file extension.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8", ".woff2": "font/woff2",
}

// readSite reads the output of the build. An incomplete build is an error, so that
// the deployment fails instead of serving a broken page.
func readSite(dir fs.FS, s settings) (site, error) {
	contents, err := readAll(dir)
	if err != nil {
		return site{}, fmt.Errorf("the console is not built: %w", err)
	}
	page, err := configure(contents[pageName], s)
	if err != nil {
		return site{}, err
	}
	built := site{static.New(page, pageHeaders(s.SignInURL)).Gzipped(), map[string]static.File{}}
	delete(contents, pageName)
	for name, content := range contents {
		if contentCodings[path.Ext(name)] != "" {
			continue
		}
		contentType, known := contentTypes[path.Ext(name)]
		if !known || len(content) == 0 {
			return site{}, fmt.Errorf("the build of the console has the file %s of %d bytes, which cannot be served", name, len(content))
		}
		built.files[name] = withCompressed(static.New(content, fileHeaders(contentType)), name, contents)
	}
	return built, built.check(string(page))
}

// readAll returns the contents of all built files by path.
func readAll(dir fs.FS) (map[string][]byte, error) {
	contents := map[string][]byte{}
	err := fs.WalkDir(dir, buildDir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		contents[strings.TrimPrefix(name, buildDir+"/")], err = fs.ReadFile(dir, name)
		return err
	})
	return contents, err
}

// withCompressed adds the compressed forms of a file.
func withCompressed(file static.File, name string, contents map[string][]byte) static.File {
	for extension, coding := range maps.All(contentCodings) {
		if body, found := contents[name+extension]; found {
			file = file.WithForm(coding, body)
		}
	}
	return file
}

// placeholder is the attribute of the page that the settings replace.
const placeholder = `name="admit-settings" content=""`

// configure returns the page with its settings.
func configure(page []byte, s settings) ([]byte, error) {
	if strings.Count(string(page), placeholder) != 1 {
		return nil, fmt.Errorf("the page of the console needs exactly one placeholder for settings")
	}
	s.SignInURL = strings.TrimSuffix(s.SignInURL, "/")
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	filled := strings.Replace(placeholder, `""`, `"`+html.EscapeString(string(text))+`"`, 1)
	return []byte(strings.Replace(string(page), placeholder, filled, 1)), nil
}

// link matches a link from the page to one of its files.
var link = regexp.MustCompile(`(?:src|href)="/console/([^"]*)"`)

// check returns an error if the page links to a file that does not exist.
func (s site) check(page string) error {
	links := link.FindAllStringSubmatch(page, -1)
	if len(links) == 0 {
		return fmt.Errorf("the page of the console links to no file")
	}
	for _, link := range links {
		if _, found := s.files[link[1]]; !found {
			return fmt.Errorf("the page of the console links to %s, which is not built", link[1])
		}
	}
	return nil
}
