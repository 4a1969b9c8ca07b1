// Command verify checks a log in the C2SP tlog-tiles layout with the verifier of Go's checksum database
// (golang.org/x/mod/sumdb), which shares nothing with the library under test.
//
//	verify <directory> <vkey> [<older checkpoint>]
//
// It prints "ok N entries", or the reason why not and exits with 1.
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
)

// tiles reads tiles from the directory. Go's paths are tile/8/L/N, C2SP's are tile/L/N.
type tiles string

func (d tiles) Height() int                                { return height }
func (d tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (d tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range wanted {
		data, err := os.ReadFile(filepath.Join(string(d), c2spPath(t)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func c2spPath(t tlog.Tile) string {
	path := strings.Replace(t.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

func openCheckpoint(file string, key note.Verifier) (tlog.Tree, error) {
	var none tlog.Tree
	msg, err := os.ReadFile(file)
	if err != nil {
		return none, err
	}
	n, err := note.Open(msg, note.VerifierList(key))
	if err != nil {
		return none, fmt.Errorf("%s: %v", filepath.Base(file), err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != key.Name() {
		return none, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return none, errors.New("malformed size")
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// checkEntries compares every entry with the tile's hash of it. The proof of the first entry of a bundle is made of all other hashes of
// its tile, so CheckRecord holds the whole tile against the root; TileHashReader alone does not: where the subtrees of the tree share
// tiles, it leaves some of the tiles it was asked for unauthenticated (seen in x/mod 0.7).
func checkEntries(dir string, tree tlog.Tree, reader tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += width {
		count := tree.N - first
		if count > width {
			count = width
		}
		bundle := tlog.Tile{H: height, L: -1, N: first / width, W: int(count)}
		data, err := os.ReadFile(filepath.Join(dir, c2spPath(bundle)))
		if err != nil {
			return err
		}
		var indexes []int64
		for i := int64(0); i < count; i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+i))
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return fmt.Errorf("tile of entry %d: %v", first, err)
		}
		for i := int64(0); i < count; i++ {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return fmt.Errorf("bundle ends before entry %d", first+i)
			}
			length := 2 + int(binary.BigEndian.Uint16(data))
			leaf := tlog.RecordHash(data[2:length])
			data = data[length:]
			if leaf != hashes[i] {
				return fmt.Errorf("entry %d is not the one in the tree", first+i)
			}
			if i == 0 || i == count-1 {
				proof, err := tlog.ProveRecord(tree.N, first+i, reader)
				if err == nil {
					err = tlog.CheckRecord(proof, tree.N, tree.Hash, first+i, leaf)
				}
				if err != nil {
					return fmt.Errorf("entry %d: %v", first+i, err)
				}
			}
		}
		if len(data) > 0 {
			return fmt.Errorf("bundle goes on after entry %d", first+count-1)
		}
	}
	return nil
}

func verify(args []string) (int64, error) {
	if len(args) < 2 || len(args) > 3 {
		return 0, errors.New("usage: verify <directory> <vkey> [<older checkpoint>]")
	}
	key, err := note.NewVerifier(args[1])
	if err != nil {
		return 0, err
	}
	tree, err := openCheckpoint(filepath.Join(args[0], "checkpoint"), key)
	if err != nil {
		return 0, err
	}
	reader := tlog.TileHashReader(tree, tiles(args[0]))
	if err := checkEntries(args[0], tree, reader); err != nil {
		return 0, err
	}
	if len(args) == 3 {
		older, err := openCheckpoint(args[2], key)
		if err != nil {
			return 0, err
		}
		if older.N == 0 {
			return tree.N, nil
		}
		proof, err := tlog.ProveTree(tree.N, older.N, reader)
		if err == nil {
			err = tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash)
		}
		if err != nil {
			return 0, fmt.Errorf("older checkpoint: %v", err)
		}
	}
	return tree.N, nil
}

func main() {
	count, err := verify(os.Args[1:])
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Printf("ok %d entries\n", count)
}
