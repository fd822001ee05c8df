package seal

import "context"

// Wrapper wraps secrets that lie outside PostgreSQL, such as the keys of
// backups, by the key-encryption keys of a source.
type Wrapper struct{ From Source }

// Wrap gives a secret wrapped for a place, and the name of the key that wraps
// it: the first of the source.
func (w Wrapper) Wrap(ctx context.Context, at Place, secret []byte) (wrapped []byte, by string, err error) {
	masters, err := readMasters(ctx, w.From)
	if err != nil {
		return nil, "", err
	}
	wrapped, err = masters[0].key.Seal(at, secret)
	return wrapped, masters[0].name, err
}

// Unwrap gives back what [Wrapper.Wrap] wrapped. It fails with
// [fault.Invalid] if the source no longer gives the key that wraps it.
func (w Wrapper) Unwrap(ctx context.Context, at Place, wrapped []byte, by string) ([]byte, error) {
	masters, err := readMasters(ctx, w.From)
	if err != nil {
		return nil, err
	}
	m, err := among(masters, by)
	if err != nil {
		return nil, err
	}
	return m.key.Open(at, wrapped)
}

// First names the key that wraps from now on.
func (w Wrapper) First(ctx context.Context) (string, error) {
	masters, err := readMasters(ctx, w.From)
	if err != nil {
		return "", err
	}
	return masters[0].name, nil
}
