package registryclient

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"faro.example/shared/api"
)

// OfferFile says which file is to be brought or fetched, and gives how much of it
// the registry has.
func (c *Client) OfferFile(ctx context.Context, in api.FileWanted) (api.FileState, error) {
	return post[api.FileState](ctx, c, api.PathFiles, in)
}

// AppendFile brings the piece of a file that begins at offset.
func (c *Client) AppendFile(ctx context.Context, file api.FileID, offset int, piece []byte) (api.FileState, error) {
	req, err := c.request(ctx, http.MethodPost, api.PathFiles+"/"+file.String()+"/pieces", url.Values{"offset": {strconv.Itoa(offset)}}, piece)
	if err != nil {
		return api.FileState{}, err
	}
	req.Header.Set("Content-Type", api.TypeBytes)
	return do[api.FileState](c, req)
}

// ReadFile fetches a file from an offset on, and hands each piece over as it comes:
// what came before the line was cut is not asked for again.
func (c *Client) ReadFile(ctx context.Context, file api.FileID, from int, each func(piece []byte) error) error {
	req, err := c.request(ctx, http.MethodGet, api.PathFiles+"/"+file.String(), nil, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", api.TypeBytes+", image/*, application/pdf, "+api.TypeProblem)
	req.Header.Del("Accept-Encoding")
	if from > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
	}
	var reached reach
	ctx, cancel := context.WithTimeout(req.Context(), callFor)
	defer cancel()
	res, err := c.http.Do(req.WithContext(reached.trace(ctx)))
	if err != nil {
		return unanswered(err, reached.Load())
	}
	defer res.Body.Close()
	wanted := http.StatusOK
	if from > 0 {
		wanted = http.StatusPartialContent
	}
	if res.StatusCode != wanted {
		return refused(res, res.Body)
	}
	return pieces(res.Body, each)
}

// pieces hands a body over piece by piece; the last one is shorter, or was cut.
func pieces(body io.Reader, each func(piece []byte) error) error {
	piece := make([]byte, api.FilePiece)
	for {
		n, err := io.ReadFull(body, piece)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return unanswered(err, true)
		}
		if n > 0 {
			if err := each(piece[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}
