//go:build hard

package connect_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/orm"
)

// private is a folder for servers of a test's own that encrypt, with their certificate.
type private struct {
	t       *testing.T
	folder  string
	account *syscall.Credential // who runs them, when root does not
}

func newPrivate(t *testing.T, program, account string) *private {
	t.Helper()
	if os.Getenv(program) == "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s names no program, and with CI=true nothing is skipped", program)
		}
		t.Skipf("%s names no program", program)
	}
	folder, err := os.MkdirTemp("", "rowan-tls-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	p := &private{t: t, folder: folder}
	p.certify()
	if name := os.Getenv(account); name != "" {
		u, err := user.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		p.account = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		for _, path := range []string{folder, p.path("key.pem"), p.path("certificate.pem")} {
			if err := os.Chown(path, uid, gid); err != nil {
				t.Fatal(err)
			}
		}
	}
	return p
}

func (p *private) path(name string) string { return filepath.Join(p.folder, name) }

// certify makes a certificate for 127.0.0.1 that is its own authority.
func (p *private) certify() {
	p.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "rowan"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		p.t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		p.t.Fatal(err)
	}
	p.write("certificate.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}))
	p.write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
}

func (p *private) write(name string, text []byte) {
	p.t.Helper()
	if err := os.WriteFile(p.path(name), text, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func (p *private) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = p.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.account}
	return cmd
}

func (p *private) run(program string, args ...string) {
	p.t.Helper()
	if out, err := p.command(program, args...).CombinedOutput(); err != nil {
		p.t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

// serve runs a server until the test ends, and waits until it takes connections.
func (p *private) serve(port int, program string, args ...string) {
	p.t.Helper()
	cmd := p.command(program, args...)
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGQUIT)
		timer := time.AfterFunc(5*time.Second, func() { cmd.Process.Kill() })
		cmd.Wait()
		timer.Stop()
	})
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", port)); err == nil {
			c.Close()
			return
		}
	}
	p.t.Fatalf("%s takes no connections", program)
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// awaitStart waits for a server that takes connections already, and answers them that it is starting.
func awaitStart(t *testing.T, url string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		db, err := connect.Open(t.Context(), url, orm.Models())
		if err == nil {
			db.Close()
			return
		}
		if fault.KindOf(err) != fault.Unavailable {
			t.Fatal(err)
		}
	}
	t.Fatal("the server does not start")
}

type word struct{ Value string }

// wantEncrypted opens a URL and asks the server whether the connection is encrypted.
func wantEncrypted(t *testing.T, db *orm.DB, ask orm.Statement, want bool) {
	t.Helper()
	found, err := orm.Rows[word](t.Context(), db, ask)
	if err != nil || len(found) != 1 || (found[0].Value != "") != want {
		t.Errorf("the server says of the connection's encryption %v, %v; want some: %v", found, err, want)
	}
}

func TestPostgreSQLIsReachedOverTLS(t *testing.T) {
	p := newPrivate(t, "ROWAN_POSTGRES_BIN", "ROWAN_POSTGRES_USER")
	bin, port := os.Getenv("ROWAN_POSTGRES_BIN"), freePort(t)
	p.write("password", []byte("hunter2"))
	if p.account != nil {
		os.Chown(p.path("password"), int(p.account.Uid), int(p.account.Gid))
	}
	p.run(filepath.Join(bin, "initdb"), "-D", p.path("data"), "-U", "app", "-A", "scram-sha-256", "--pwfile", p.path("password"), "-E", "UTF8", "--no-locale", "--no-sync")
	p.serve(port, filepath.Join(bin, "postgres"), "-D", p.path("data"), "-p", strconv.Itoa(port), "-k", p.folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
		"-c", "ssl=on", "-c", "ssl_cert_file="+p.path("certificate.pem"), "-c", "ssl_key_file="+p.path("key.pem"))
	url := fmt.Sprintf("postgres://app:hunter2@127.0.0.1:%d/postgres", port)
	awaitStart(t, url)
	ask := orm.SQL("SELECT CASE WHEN ssl THEN version ELSE '' END AS value FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
	trusted := "&sslrootcert=" + p.path("certificate.pem")
	for options, encrypted := range map[string]bool{
		"": true, "?sslmode=prefer": true, "?sslmode=require": true, "?sslmode=disable": false, "?sslmode=verify-ca" + trusted: true, "?sslmode=verify-full" + trusted: true,
	} {
		wantEncrypted(t, openURL(t, url+options), ask, encrypted)
	}
	other := newPrivate(t, "ROWAN_POSTGRES_BIN", "ROWAN_POSTGRES_USER")
	for _, options := range []string{"?sslmode=verify-full", "?sslmode=verify-full&sslrootcert=" + other.path("certificate.pem"), "?sslmode=verify-ca&sslrootcert=" + other.path("certificate.pem")} {
		_, err := connect.Open(t.Context(), url+options, orm.Models(Cities))
		wantKind(t, options, err, fault.Unavailable, "certificate")
		wantSilence(t, options, err, "hunter2")
	}
}

func TestMariaDBIsReachedOverTLS(t *testing.T) {
	p := newPrivate(t, "ROWAN_MARIADBD", "ROWAN_MARIADB_USER")
	port := freePort(t)
	if err := os.WriteFile(p.path("users.sql"), []byte("CREATE OR REPLACE USER app@'%' IDENTIFIED BY 'hunter2';\nGRANT ALL ON *.* TO app@'%';\nCREATE DATABASE IF NOT EXISTS shop;\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p.run(os.Getenv("ROWAN_MARIADB_INSTALL_DB"), "--no-defaults", "--datadir="+p.path("data"), "--auth-root-authentication-method=socket", "--skip-test-db")
	p.serve(port, os.Getenv("ROWAN_MARIADBD"), "--no-defaults", "--datadir="+p.path("data"), "--socket="+p.path("socket"), "--pid-file="+p.path("pid"), "--skip-name-resolve",
		"--port="+strconv.Itoa(port), "--bind-address=127.0.0.1", "--init-file="+p.path("users.sql"), "--ssl-cert="+p.path("certificate.pem"), "--ssl-key="+p.path("key.pem"))
	place := fmt.Sprintf("127.0.0.1:%d", port)
	url := "mysql://app:hunter2@" + place + "/shop"
	ask := orm.SQL("SELECT variable_value AS value FROM information_schema.session_status WHERE variable_name = 'Ssl_cipher'")
	for options, encrypted := range map[string]bool{"": false, "?tls=false": false, "?tls=skip-verify": true} {
		wantEncrypted(t, openURL(t, url+options), ask, encrypted)
	}
	_, err := connect.Open(t.Context(), url+"?tls=true", orm.Models(Cities))
	wantKind(t, "tls=true with an authority that nobody trusts", err, fault.Unavailable, "certificate")
	wantSilence(t, "tls=true", err, "hunter2")

	certificate, err := os.ReadFile(p.path("certificate.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certificate)
	engine, err := mysql.Open(t.Context(), mysql.Options{Host: place, User: "app", Password: "hunter2", Database: "shop", TLS: &tls.Config{RootCAs: roots}})
	if err != nil {
		t.Fatalf("with an authority of its own: %v", err)
	}
	db, err := orm.Open(engine, orm.Models(Cities), orm.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	wantEncrypted(t, db, ask, true)
}
