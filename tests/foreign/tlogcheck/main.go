// Tlogcheck reads a static log directory (C2SP tlog-tiles) with Go's own sumdb/tlog and sumdb/note: it checks the
// checkpoint's signature, every hash tile, every entry, and some inclusion and consistency proofs. It never writes.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type directory string

func (d directory) Height() int { return 8 }

func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := os.ReadFile(filepath.Join(string(d), c2sp(t)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (d directory) SaveTiles([]tlog.Tile, [][]byte) {}

// c2sp drops the height from Go's tile path, and names entry bundles "entries".
func c2sp(t tlog.Tile) string {
	path := strings.TrimPrefix(t.Path(), "tile/8/")
	if rest := strings.TrimPrefix(path, "data/"); rest != path {
		path = "entries/" + rest
	}
	return "tile/" + path
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func openCheckpoint(dir, vkey string) (tree tlog.Tree, origin string) {
	verifier, err := note.NewVerifier(vkey)
	must(err)
	data, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must(err)
	signed, err := note.Open(data, note.VerifierList(verifier))
	must(err)
	parts := strings.SplitN(signed.Text, "\n", 2)
	if parts[0] != verifier.Name() {
		log.Fatal("the origin is not the key's name")
	}
	tree, err = tlog.ParseTree([]byte("go.sum database tree\n" + parts[1]))
	must(err)
	return tree, parts[0]
}

func checkEntries(dir string, tree tlog.Tree, hashes tlog.HashReader) {
	for first := int64(0); first < tree.N; first += 256 {
		width := tree.N - first
		if width > 256 {
			width = 256
		}
		bundle := tlog.Tile{H: 8, L: -1, N: first / 256, W: int(width)}
		data, err := os.ReadFile(filepath.Join(dir, c2sp(bundle)))
		must(err)
		var places []int64
		for i := int64(0); i < width; i++ {
			places = append(places, tlog.StoredHashIndex(0, first+i))
		}
		leaves, err := hashes.ReadHashes(places)
		must(err)
		for i, leaf := range leaves {
			size := int(binary.BigEndian.Uint16(data))
			if tlog.RecordHash(data[2:2+size]) != leaf {
				log.Fatalf("entry %d does not hash to its tile", first+int64(i))
			}
			data = data[2+size:]
		}
		if len(data) > 0 {
			log.Fatalf("bytes left over in bundle %d", bundle.N)
		}
	}
}

func checkProofs(tree tlog.Tree, hashes tlog.HashReader) (count int) {
	for i := int64(0); i < 40; i++ {
		place := i * (tree.N - 1) / 39
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, place)})
		must(err)
		record, err := tlog.ProveRecord(tree.N, place, hashes)
		must(err)
		must(tlog.CheckRecord(record, tree.N, tree.Hash, place, leaf[0]))
		old, err := tlog.TreeHash(place+1, hashes)
		must(err)
		proof, err := tlog.ProveTree(tree.N, place+1, hashes)
		must(err)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, place+1, old))
		count++
	}
	return count
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: tlogcheck DIRECTORY VKEY")
	}
	tree, origin := openCheckpoint(os.Args[1], os.Args[2])
	hashes := tlog.TileHashReader(tree, directory(os.Args[1]))
	checkEntries(os.Args[1], tree, hashes)
	report, err := json.Marshal(map[string]any{"origin": origin, "entries": tree.N, "proofs": checkProofs(tree, hashes)})
	must(err)
	fmt.Println(string(report))
}
