package main

import (
	"context"
	"io"
	"path/filepath"
)

// browserTests is the Node project with the browser tests. Its packages are installed
// beside it, because editors and Node look for packages there.
const browserTests = "infra/e2e/browser"

// provideBrowsers installs what the browser tests need. It returns the environment
// variables that tell the tests where the browsers are.
func provideBrowsers(ctx context.Context, s steps, browsers ...browser) (environment []string, err error) {
	err = s.do("install the browser tests", registryAdvice, func(log io.Writer) error {
		if err := checkPrerequisites(ctx, log, upPrerequisites); err != nil {
			return err
		}
		pins := []string{filepath.Join(browserTests, "package.json"), filepath.Join(browserTests, "package-lock.json")}
		return installOnce(filepath.Join(browserTests, "node_modules"), pins, func() error {
			return npmCleanInstall(ctx, log, browserTests)
		})
	})
	if err != nil {
		return nil, err
	}
	err = s.do("find or install the browsers", "", func(log io.Writer) (err error) {
		environment, err = findBrowsers(ctx, log, browsers)
		return err
	})
	return environment, err
}
