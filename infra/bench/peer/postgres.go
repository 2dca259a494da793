package peer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postgres is a running PostgreSQL with an empty database, in a temporary directory.
type postgres struct {
	url, directory string
	command        *exec.Cmd
	output         bytes.Buffer
}

// programs is where Debian has the programs of PostgreSQL 15, which are not on the PATH.
const programs = "/usr/lib/postgresql/15/bin"

// debianPackage is installed with apt-get if PostgreSQL is missing.
const debianPackage = "postgresql-15"

// startPostgres starts PostgreSQL on loopback. It runs as the user nobody if this process
// runs as root, because PostgreSQL refuses root.
func startPostgres(ctx context.Context) (*postgres, error) {
	directory, err := os.MkdirTemp("", "admit-bench-postgres-")
	if err != nil {
		return nil, err
	}
	p := &postgres{directory: directory}
	if err := p.start(ctx); err != nil {
		p.stop()
		return nil, fmt.Errorf("PostgreSQL: %w\n%s", err, p.output.String())
	}
	return p, nil
}

// provide installs PostgreSQL from Debian unless it is there.
func provide(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(programs, "postgres")); err == nil {
		return nil
	}
	for _, line := range []string{"apt-get update", "apt-get install -y --no-install-recommends " + debianPackage} {
		words := strings.Fields(line)
		command := exec.CommandContext(ctx, words[0], words[1:]...)
		command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("PostgreSQL 15 is not in %s, and %s: %w\n%s", programs, line, err, out)
		}
	}
	return nil
}

func (p *postgres) start(ctx context.Context) error {
	account, err := unprivileged(p.directory)
	if err != nil {
		return err
	}
	run := func(program string, arguments ...string) *exec.Cmd {
		command := exec.CommandContext(ctx, filepath.Join(programs, program), arguments...)
		command.Dir, command.SysProcAttr = p.directory, &syscall.SysProcAttr{Credential: account}
		command.Stdout, command.Stderr = &p.output, &p.output
		command.Env = slices.Concat(os.Environ(), []string{"HOME=" + p.directory, "LC_ALL=C"})
		command.Cancel = func() error { return command.Process.Signal(syscall.SIGINT) } // a fast shutdown, with its children
		command.WaitDelay = 10 * time.Second
		return command
	}
	data := filepath.Join(p.directory, "data")
	if err := run("initdb", "-D", data, "-U", "peer", "--auth=trust", "-E", "UTF8").Run(); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	p.url = "postgres://peer@127.0.0.1:" + port + "/postgres"
	p.command = run("postgres", "-D", data, "-h", "127.0.0.1", "-p", port, "-k", p.directory)
	if err := p.command.Start(); err != nil {
		p.command = nil
		return err
	}
	return p.await(port)
}

// await waits until PostgreSQL takes connections.
func (p *postgres) await(port string) error {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if err := exec.Command(filepath.Join(programs, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", port).Run(); err == nil { //nolint:noctx // it answers at once
			return nil
		}
	}
	return errors.New("it takes no connections")
}

// unprivileged gives a directory to the user nobody and returns who that is, or nil if
// this process does not run as root.
func unprivileged(directory string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // nobody else is needed
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil, err
	}
	uid, uidErr := strconv.ParseUint(nobody.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(nobody.Gid, 10, 32)
	if err := errors.Join(uidErr, gidErr, os.Chown(directory, int(uid), int(gid))); err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid), NoSetGroups: false}, nil
}

// freePort returns a port of loopback that nobody uses.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed at once
	if err != nil {
		return "", err
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, err
}

// stop ends PostgreSQL and removes its directory.
func (p *postgres) stop() {
	if p.command != nil {
		_ = p.command.Process.Signal(syscall.SIGINT)
		_ = p.command.Wait()
	}
	_ = os.RemoveAll(p.directory)
}
