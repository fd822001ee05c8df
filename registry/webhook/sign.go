package webhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"faro.example/registry/seal"
	"faro.example/shared/fault"
)

// secretPrefix and signaturePrefix are those of Standard Webhooks.
const (
	secretPrefix    = "whsec_"
	signaturePrefix = "v1,"
	secretBytes     = 32
)

// newSecret makes a secret, as it is shown once.
func newSecret() (string, error) {
	var b [secretBytes]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", err
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(b[:]), nil
}

// secretPlace is where a webhook's secret stands sealed.
func secretPlace(of ID) seal.Place { return seal.Place{Table: "webhooks", Column: "sealed", Row: of} }

// Sign gives the header webhook-signature of a message: by the secret as it was
// shown, over the headers webhook-id and webhook-timestamp and the body, as
// Standard Webhooks has it. Who receives computes the same and compares.
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		return "", fault.Newf(fault.Internal, "a secret that cannot be read")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return signaturePrefix + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}
