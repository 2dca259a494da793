package main

import (
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"regexp"
	"strings"
	"sync"

	"admit/shared/api/static"
)

// settings are the values in the page that differ between deployments.
type settings struct {
	ClientID  string `json:"clientId"`  // the public app client of the sign-in
	SignInURL string `json:"signInUrl"` // base URL of the hosted sign-in, without /oauth2/authorize
}

// site is the page and its files.
type site struct {
	page  func() static.File     // the same for every screen
	files map[string]static.File // by path below /console/
}

// buildDir is the directory of the build beside the binary. pageName is the page
// in it.
const buildDir, pageName = "web", "index.html"

// readSite reads the output of the build: the page, and which files there are. An
// incomplete build is an error, so that the deployment fails instead of serving a broken
// page.
func readSite(dir fs.FS, s settings) (site, error) {
	web, err := fs.Sub(dir, buildDir)
	if err != nil {
		return site{}, err
	}
	source, err := fs.ReadFile(web, pageName)
	if err != nil {
		return site{}, fmt.Errorf("the console is not built: %w", err)
	}
	page, err := configure(source, s)
	if err != nil {
		return site{}, err
	}
	files, err := static.Directory(web, fileHeaders)
	if err != nil {
		return site{}, err
	}
	delete(files, pageName)
	built := site{files: files, page: sync.OnceValue(func() static.File {
		return static.New(page, pageHeaders(s.SignInURL)).Gzipped()
	})}
	return built, built.check(string(page))
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
