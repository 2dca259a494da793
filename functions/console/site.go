package main

import (
	_ "embed" // the style of the shell
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"regexp"
	"strings"
	"sync"

	"admit/shared/api/static"
	"admit/shared/brand"
	"admit/shared/setting"
)

// settings are the values in the page that differ between deployments.
type settings struct {
	SignIn setting.SignIn `json:"signIn"`
	Brand  shown          `json:"brand"`
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
func readSite(dir fs.FS, signIn setting.SignIn, b brand.Brand) (site, error) {
	style := brandStyle(b) + shellStyle
	web, err := fs.Sub(dir, buildDir)
	if err != nil {
		return site{}, err
	}
	source, err := fs.ReadFile(web, pageName)
	if err != nil {
		return site{}, fmt.Errorf("the console is not built: %w", err)
	}
	page, err := configure(source, settings{signIn, shownOf(b)}, style)
	if err != nil {
		return site{}, err
	}
	files, err := static.Directory(web, fileHeaders)
	if err != nil {
		return site{}, err
	}
	delete(files, pageName)
	built := site{files: files, page: sync.OnceValue(func() static.File {
		return static.New(page, pageHeaders(signIn, style)).Gzipped()
	})}
	return built, built.check(string(page))
}

// shellStyle is the style of what is painted first. It is in the page, so that nothing else
// has to arrive before.
//
//go:embed shell.css
var shellStyle string

// The parts of the page that differ between deployments: the attribute with the settings,
// the title, the name of the product in the shell, and the end of the head, before which the
// style is.
const (
	placeholder = `name="admit-settings" content=""`
	title       = "<title>Admit</title>"
	shellName   = "<b>Admit</b>"
	headEnd     = "</head>"
)

// configure returns the page with its settings and its style.
func configure(page []byte, s settings, style string) ([]byte, error) {
	for _, part := range []string{placeholder, title, shellName, headEnd} {
		if strings.Count(string(page), part) != 1 {
			return nil, fmt.Errorf("the page of the console needs exactly one %s", part)
		}
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	return []byte(strings.NewReplacer(
		placeholder, strings.Replace(placeholder, `""`, `"`+html.EscapeString(string(text))+`"`, 1),
		title, "<title>"+html.EscapeString(s.Brand.Product)+"</title>",
		shellName, "<b>"+html.EscapeString(s.Brand.Product)+"</b>",
		headEnd, "<style>"+style+"</style>"+headEnd,
	).Replace(string(page))), nil
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
