package main

import (
	"context"
	"io"
	"path/filepath"
)

// browserTests is the Node project that drives a browser through the pages. It
// is installed where it is: editors and Node look for packages beside a file.
const browserTests = "infra/e2e/browser"

// provideBrowser installs what the tests in a browser need, and says where the
// browser is.
func provideBrowser(ctx context.Context, s steps) (chromium string, err error) {
	err = s.do("install the browser's tests", registry, func(log io.Writer) error {
		if err := check(ctx, log, forUp); err != nil {
			return err
		}
		pins := []string{filepath.Join(browserTests, "package.json"), filepath.Join(browserTests, "package-lock.json")}
		return once(filepath.Join(browserTests, "node_modules"), pins, func() error {
			return npmCleanInstall(ctx, log, browserTests)
		})
	})
	if err != nil {
		return "", err
	}
	err = s.do("provide Chromium", "", func(log io.Writer) (err error) {
		chromium, err = provideChromium(ctx, log)
		return err
	})
	return chromium, err
}
