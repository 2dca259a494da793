// Package peer runs a peer of Admit on loopback: better-auth with its plugin for
// organisations, on Node.js and PostgreSQL. Its packages are pinned in package-lock.json.
package peer

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

//go:embed package.json package-lock.json server.mjs
var files embed.FS

// Peer is the running peer.
type Peer struct {
	URL      string
	Process  *os.Process // of Node.js
	database *postgres
	stdin    io.Closer
	command  *exec.Cmd
	errors   bytes.Buffer
}

// DatabasePID is the process id of PostgreSQL, whose children are its connections.
func (p *Peer) DatabasePID() int { return p.database.command.Process.Pid }

// Start starts the peer that is installed in a directory. It must be stopped. It also ends
// with this process.
func Start(ctx context.Context, directory string) (*Peer, error) {
	database, err := startPostgres(ctx)
	if err != nil {
		return nil, err
	}
	p := &Peer{database: database, command: exec.CommandContext(ctx, "node", "server.mjs")}
	p.command.Dir, p.command.Stderr = directory, &p.errors
	p.command.Env = append(os.Environ(), "NODE_ENV=production", "DATABASE_URL="+database.url)
	if err := p.listen(); err != nil {
		p.Stop()
		return nil, fmt.Errorf("better-auth: %w\n%s", err, p.errors.String())
	}
	p.Process = p.command.Process
	return p, nil
}

// Install installs PostgreSQL, and the peer's packages into a directory, unless they are
// there.
func Install(ctx context.Context, directory string) error {
	return errors.Join(provide(ctx), installPackages(ctx, directory))
}

// installPackages copies the pinned list of packages and runs npm if it has changed.
func installPackages(ctx context.Context, directory string) error {
	if err := os.MkdirAll(directory, 0o750); err != nil {
		return err
	}
	lock, err := files.ReadFile("package-lock.json")
	if err != nil {
		return err
	}
	installed, err := os.ReadFile(filepath.Join(directory, "node_modules", ".locked"))
	fresh := err == nil && bytes.Equal(installed, lock)
	for _, name := range []string{"package.json", "package-lock.json", "server.mjs"} {
		content, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(directory, name), content, 0o600); err != nil {
			return err
		}
	}
	if fresh {
		return nil
	}
	npm := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	npm.Dir = directory
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	return os.WriteFile(filepath.Join(directory, "node_modules", ".locked"), lock, 0o600)
}

// listen starts the server and waits for its port.
func (p *Peer) listen() error {
	stdin, err := p.command.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := p.command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := p.command.Start(); err != nil {
		return err
	}
	p.stdin = stdin
	ports := make(chan string, 1)
	go func() {
		defer close(ports)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			if port, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
				ports <- port
			}
		}
	}()
	select {
	case port, ok := <-ports:
		if !ok {
			return errors.New("the server ended before it listened")
		}
		p.URL = "http://127.0.0.1:" + port
		return nil
	case <-time.After(time.Minute):
		return errors.New("the server did not listen within a minute")
	}
}

// Stop ends the peer and its database.
func (p *Peer) Stop() {
	if p.stdin != nil {
		_ = p.stdin.Close()
		end := time.AfterFunc(5*time.Second, func() { _ = p.command.Process.Kill() })
		_ = p.command.Wait()
		end.Stop()
	}
	p.database.stop()
}
