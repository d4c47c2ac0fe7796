//go:build hard

package postgres_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/postgres"
)

// secure makes a server speak TLS with a certificate of its own, and returns the certificate's file.
func secure(t *testing.T, s *server) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "rowan"}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	s.stop("fast")
	path := filepath.Join(s.folder, "own.crt")
	write(t, path, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})))
	if err := os.WriteFile(filepath.Join(s.folder, "own.key"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600); err != nil {
		t.Fatal(err)
	}
	hba := "hostssl all all 127.0.0.1/32 trust\n"
	if err := os.WriteFile(filepath.Join(s.data(), "pg_hba.conf"), []byte(hba), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("\nssl = on\nssl_cert_file = '" + path + "'\nssl_key_file = '" + filepath.Join(s.folder, "own.key") + "'\n"); err != nil {
		t.Fatal(err)
	}
	s.start()
	return path
}

func TestTheSameHoldsOverTLS(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	root := secure(t, s)
	if err := os.Chmod(s.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	o := optionsAt(s)
	o.SSLMode = "disable"
	_, err := postgres.Open(t.Context(), o)
	if fault.KindOf(err) != fault.Denied {
		t.Errorf("without TLS: got %v", err)
	}
	o.SSLMode = "verify-full"
	if _, err = postgres.Open(t.Context(), o); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("with a certificate that nobody knows: got %v", err)
	}
	o.SSLRootCert, o.PoolSize = root, 1
	o.Hosts[0] = "localhost" + o.Hosts[0][len("127.0.0.1"):]
	db := openAt(t, o)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	pid := query(t, c, ownPID)[0][0]
	_, err = c.Exec(deadline(t, 50*time.Millisecond), sleep, nil)
	if r := wantRefusal(t, "a deadline", err, fault.Timeout); r.Outcome != driver.Refused {
		t.Errorf("got the outcome %d", r.Outcome)
	}
	for id := range int64(3) {
		c.Release()
		c = acquire(t, db, driver.ReadWrite)
		insert(t, c, id)
	}
	if got := query(t, c, ownPID)[0][0]; got != pid {
		t.Errorf("got the connection %v, want %v all the time", got, pid)
	}
	c.Release()
	s.stop("fast")
	s.start()
	c = acquire(t, db, driver.ReadWrite)
	insert(t, c, 7)
	wantIDs(t, c, 0, 1, 2, 7)
}
