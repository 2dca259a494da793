package cloud

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
)

// Endpoints answers for the HTTPS endpoints of AWS. It is a proxy of the functions that
// ends each of their connections in the stand-in, with a certificate of its own. So a
// function connects as it does on AWS, although it stays on loopback.
type Endpoints struct {
	*httptest.Server
	CertificateFile     string // of the authority that functions must trust
	Connections         atomic.Int64
	HandshakesCompleted atomic.Int64
	identity            tls.Certificate
	behind              *http.Server
	accepted            *queue
}

// OpenEndpoints opens the endpoints of a region. It writes the certificate of its
// authority to a file in a directory, below those of this machine, because a function on
// AWS reads as many. The endpoints must be closed.
func (c *Cloud) OpenEndpoints(region, directory string) (*Endpoints, error) {
	e := &Endpoints{CertificateFile: filepath.Join(directory, "authority.pem"), accepted: &queue{make(chan net.Conn), make(chan struct{})}}
	if err := e.certify("*." + region + ".amazonaws.com"); err != nil {
		return nil, err
	}
	e.behind = &http.Server{Handler: c.Config.Handler, ReadHeaderTimeout: time.Minute}
	go func() { _ = e.behind.Serve(e.accepted) }() // until it is closed
	e.Server = httptest.NewServer(http.HandlerFunc(e.connect))
	return e, nil
}

// Environment returns the variables with which a function uses the endpoints.
func (e *Endpoints) Environment() map[string]string {
	return map[string]string{"HTTPS_PROXY": e.URL, "SSL_CERT_FILE": e.CertificateFile}
}

// Shut closes the endpoints.
func (e *Endpoints) Shut() {
	e.Close()
	_ = e.behind.Close()
}

// certify makes an authority and a certificate for a host. Its keys are as long as those
// of AWS.
func (e *Endpoints) certify(host string) error {
	authority, authorityKey, err := sign(&x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Benchmark authority"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign,
	}, nil, nil)
	if err != nil {
		return err
	}
	parent, err := x509.ParseCertificate(authority)
	if err != nil {
		return err
	}
	leaf, key, err := sign(&x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: []string{host}, KeyUsage: x509.KeyUsageDigitalSignature}, parent, authorityKey)
	if err != nil {
		return err
	}
	e.identity = tls.Certificate{Certificate: [][]byte{leaf}, PrivateKey: key}
	all := append(machineAuthorities(), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority})...)
	return os.WriteFile(e.CertificateFile, all, 0o600)
}

// machineAuthorities returns the certificates that this machine trusts, or nothing if
// they are elsewhere than in Debian and Amazon Linux.
func machineAuthorities() []byte {
	for _, file := range []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"} {
		if content, err := os.ReadFile(file); err == nil {
			return append(content, '\n')
		}
	}
	return nil
}

// sign returns a certificate with a new key. Without a parent it signs itself.
func sign(certificate, parent *x509.Certificate, parentKey *rsa.PrivateKey) ([]byte, *rsa.PrivateKey, error) {
	const bits = 2048
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return nil, nil, err
	}
	if parent == nil {
		parent, parentKey = certificate, key
	}
	certificate.NotBefore, certificate.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour)
	signed, err := x509.CreateCertificate(rand.Reader, certificate, parent, &key.PublicKey, parentKey)
	return signed, key, err
}

// connect takes a connection to any host of the region.
func (e *Endpoints) connect(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		http.Error(w, "only CONNECT", http.StatusMethodNotAllowed)
		return
	}
	inner, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	e.Connections.Add(1)
	if _, err := inner.Write([]byte("HTTP/1.1 200 OK\r\n\r\n")); err != nil {
		_ = inner.Close()
		return
	}
	connection := tls.Server(inner, &tls.Config{Certificates: []tls.Certificate{e.identity}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}})
	if err := connection.HandshakeContext(r.Context()); err != nil {
		_ = connection.Close()
		return
	}
	e.HandshakesCompleted.Add(1)
	e.accepted.put(connection)
}

// queue is a listener whose connections were accepted elsewhere.
type queue struct {
	connections chan net.Conn
	closed      chan struct{}
}

func (q *queue) put(c net.Conn) {
	select {
	case q.connections <- c:
	case <-q.closed:
		_ = c.Close()
	}
}

// Accept implements [net.Listener].
func (q *queue) Accept() (net.Conn, error) {
	select {
	case c := <-q.connections:
		return c, nil
	case <-q.closed:
		return nil, net.ErrClosed
	}
}

// Close implements [net.Listener].
func (q *queue) Close() error {
	close(q.closed)
	return nil
}

// Addr implements [net.Listener].
func (q *queue) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
