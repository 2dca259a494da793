package main

import (
	"context"
	"io"
	"path/filepath"
)

// browserTests is the Node project with the browser tests. Its packages are installed
// beside it, because editors and Node look for packages there.
const browserTests = "infra/e2e/browser"

// provideBrowser installs what the browser tests need and returns the browser's path.
func provideBrowser(ctx context.Context, s steps) (chromium string, err error) {
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
		return "", err
	}
	err = s.do("find or install Chromium", "", func(log io.Writer) (err error) {
		chromium, err = provideChromium(ctx, log)
		return err
	})
	return chromium, err
}
