package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// The realm of Keycloak with the people, its client for Admit's pages, and the
// administrator of Keycloak itself.
const (
	keycloakRealmFile = "infra/local/keycloak/realm.json"
	keycloakRealm     = "staff"
	keycloakClient    = "admit"
	keycloakAdmin     = "admin"
)

// keycloak is a running Keycloak.
type keycloak struct {
	url      string
	password string // of keycloakAdmin
}

func (k keycloak) issuer() string { return k.url + "/realms/" + keycloakRealm }

// startKeycloak starts Keycloak on loopback with an empty database and the realm.
func startKeycloak(ctx context.Context, log io.Writer, w workspace) (keycloak, error) {
	realm, err := os.ReadFile(keycloakRealmFile)
	if err != nil {
		return keycloak{}, err
	}
	imported := filepath.Join(keycloakDirectory, "data", "import", "realm.json")
	if err := errors.Join(os.MkdirAll(filepath.Dir(imported), 0o755), os.WriteFile(imported, realm, 0o644), os.MkdirAll(w.dir, 0o755)); err != nil {
		return keycloak{}, err
	}
	port, err := probePort(0)
	if err != nil {
		return keycloak{}, err
	}
	k := keycloak{endpointOn(port), strongPassword()}
	output, err := os.Create(w.keycloakLog())
	if err != nil {
		return keycloak{}, err
	}
	defer output.Close()
	program := exec.Command(keycloakProgram(), "start", "--optimized", "--import-realm", "--http-enabled=true", //nolint:misspell // its name at Keycloak
		"--hostname="+k.url, "--http-host=127.0.0.1", "--http-port="+strconv.Itoa(port))
	program.Env = append(os.Environ(), "KC_BOOTSTRAP_ADMIN_USERNAME="+keycloakAdmin, "KC_BOOTSTRAP_ADMIN_PASSWORD="+k.password)
	program.Stdout, program.Stderr = output, output
	ended, err := startDetached(program, w.keycloakPID(), k.url)
	if err != nil {
		return keycloak{}, err
	}
	err = waitUntil(ctx, ended, keycloakStartTimeout, func() bool { return responds(k.issuer() + "/.well-known/openid-configuration") })
	if err != nil {
		fmt.Fprintln(log, tail(w.keycloakLog(), 20))
	}
	return k, err
}

func stopKeycloak(w workspace) (process, bool, error) { return stopDetached(w.keycloakPID()) }

// allowPages lets the client send people back to the pages of a deployment.
func (k keycloak) allowPages(ctx context.Context, apiURL string) error {
	token, err := requestToken(ctx, k.url+"/realms/master/protocol/openid-connect/token", url.Values{
		"grant_type": {"password"}, "client_id": {"admin-cli"}, "username": {keycloakAdmin}, "password": {k.password},
	})
	if err != nil {
		return err
	}
	clients := k.url + "/admin/realms/" + keycloakRealm + "/clients"
	var found []map[string]any
	if err := call(ctx, http.MethodGet, clients+"?clientId="+keycloakClient, token, nil, &found); err != nil {
		return err
	}
	if len(found) != 1 {
		return fmt.Errorf("the realm has %d clients %s", len(found), keycloakClient)
	}
	found[0]["redirectUris"] = []string{apiURL + "/console", apiURL + "/invitations/sign-in"}
	return call(ctx, http.MethodPut, clients+"/"+fmt.Sprint(found[0]["id"]), token, found[0], nil)
}
