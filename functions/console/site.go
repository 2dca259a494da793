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

// settings is what differs between deployments.
type settings struct {
	ClientID  string `json:"clientId"`  // of the sign-in's public client
	SignInURL string `json:"signInUrl"` // base of the hosted sign-in; /oauth2/authorize is below it
}

// site is what a browser asks for.
type site struct {
	start static.File            // the page, which is the same for every screen
	files map[string]static.File // by name below /console/
}

// built is the directory beside the binary, and start the page in it.
const built, startName = "web", "index.html"

// The build writes compressed forms beside a file.
var codings = map[string]string{".br": "br", ".gz": "gzip"}

var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8", ".woff2": "font/woff2",
}

// readSite reads what the build made. A site that is not whole is an error, so
// that a deployment of it fails instead of showing an empty page.
func readSite(beside fs.FS, s settings) (site, error) {
	contents, err := readAll(beside)
	if err != nil {
		return site{}, fmt.Errorf("the console was not built: %w", err)
	}
	start, err := configure(contents[startName], s)
	if err != nil {
		return site{}, err
	}
	made := site{static.New(start, pageHeaders(s.SignInURL)).Gzipped(), map[string]static.File{}}
	delete(contents, startName)
	for name, content := range contents {
		if codings[path.Ext(name)] != "" {
			continue
		}
		kind, known := kinds[path.Ext(name)]
		if !known || len(content) == 0 {
			return site{}, fmt.Errorf("the console's build has the file %s of %d octets, which cannot be served", name, len(content))
		}
		made.files[name] = withForms(static.New(content, fileHeaders(kind)), name, contents)
	}
	return made, made.check(string(start))
}

func readAll(beside fs.FS) (map[string][]byte, error) {
	contents := map[string][]byte{}
	err := fs.WalkDir(beside, built, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		contents[strings.TrimPrefix(name, built+"/")], err = fs.ReadFile(beside, name)
		return err
	})
	return contents, err
}

func withForms(file static.File, name string, contents map[string][]byte) static.File {
	for ending, coding := range maps.All(codings) {
		if body, there := contents[name+ending]; there {
			file = file.In(coding, body)
		}
	}
	return file
}

// placeholder is where the page expects its settings.
const placeholder = `name="admit-settings" content=""`

func configure(page []byte, s settings) ([]byte, error) {
	if strings.Count(string(page), placeholder) != 1 {
		return nil, fmt.Errorf("the console's page has no one place for its settings")
	}
	s.SignInURL = strings.TrimSuffix(s.SignInURL, "/")
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	filled := strings.Replace(placeholder, `""`, `"`+html.EscapeString(string(text))+`"`, 1)
	return []byte(strings.Replace(string(page), placeholder, filled, 1)), nil
}

var link = regexp.MustCompile(`(?:src|href)="/console/([^"]*)"`)

// check finds links of the page that lead nowhere.
func (s site) check(page string) error {
	links := link.FindAllStringSubmatch(page, -1)
	if len(links) == 0 {
		return fmt.Errorf("the console's page loads nothing")
	}
	for _, found := range links {
		if _, there := s.files[found[1]]; !there {
			return fmt.Errorf("the console's page loads %s, which was not built", found[1])
		}
	}
	return nil
}
