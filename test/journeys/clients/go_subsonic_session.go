// A listener's session through go-subsonic, the library of Supersonic, unmodified; the procedure is ../real-clients.md.
//
//	LOCKGROOVE_TEST_PASSWORD=... go run . http://127.0.0.1:4040 anna
//
// The library has to be the one of test/fixtures/library.ts. One line per step; ends with 1 when one failed.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/supersonic-app/go-subsonic/subsonic"
)

type none = map[string]string

var failed = 0

func step(name string, act func() string) {
	defer func() {
		if problem := recover(); problem != nil {
			failed++
			fmt.Printf("  FAIL  %s: %v\n", name, problem)
		}
	}()
	fmt.Printf("  ok    %s: %s\n", name, act())
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func same(found, wanted any) string {
	if fmt.Sprint(found) != fmt.Sprint(wanted) {
		panic(fmt.Sprintf("%v is not %v", found, wanted))
	}
	return fmt.Sprint(found)
}

func session(api *subsonic.Client) {
	step("ping, license, extensions", func() string {
		same(api.Ping(), true)
		same(must(api.GetLicense()).Valid, true)
		return fmt.Sprint(len(must(api.GetOpenSubsonicExtensions())), " extensions")
	})
	step("artists", func() string {
		names, albums := 0, 0
		for _, index := range must(api.GetArtists(none{})).Index {
			for _, artist := range index.Artist {
				names++
				albums += len(must(api.GetArtist(artist.ID)).Album)
			}
		}
		return fmt.Sprintf("%d artists with %d albums", names, albums)
	})
	step("folders", func() string {
		first := must(api.GetIndexes(none{})).Index[0].Artist[0]
		return fmt.Sprint(first.Name, ": ", must(api.GetMusicDirectory(first.ID)).Child[0].Title)
	})
	albums := must(api.GetAlbumList2("alphabeticalByName", none{"size": "500"}))
	step("every album, every date and disc of it", func() string {
		songs := 0
		for _, album := range albums {
			whole := must(api.GetAlbum(album.ID))
			songs += len(whole.Song)
			if whole.Created.IsZero() || len(whole.Song) != whole.SongCount {
				panic(whole.Name)
			}
		}
		return fmt.Sprintf("%d albums, %d songs", len(albums), songs)
	})
	step("all lists", func() string {
		for _, kind := range []string{"random", "newest", "recent", "frequent", "highest", "starred"} {
			must(api.GetAlbumList2(kind, none{}))
		}
		must(api.GetStarred2(none{}))
		return fmt.Sprint(len(must(api.GetGenres())), " genres, ", len(must(api.GetRandomSongs(none{"size": "7"}))), " at random")
	})
	album := must(api.GetAlbum(find(albums, "Début")))
	song := album.Song[0]
	step("search", func() string {
		everything := must(api.Search3("", none{"songCount": "500", "artistCount": "0", "albumCount": "0"}))
		same(must(api.Search3("bjork", none{})).Artist[0].Name, "Björk")
		return fmt.Sprint(len(everything.Song), " songs with an empty query")
	})
	step("star and rate", func() string {
		one := subsonic.StarParameters{SongIDs: []string{song.ID}, AlbumIDs: []string{album.ID}, ArtistIDs: []string{album.ArtistID}}
		check(api.Star(one))
		found := must(api.GetStarred2(none{}))
		same([]string{found.Song[0].ID, found.Album[0].ID, found.Artist[0].ID}, []string{song.ID, album.ID, album.ArtistID})
		check(api.Unstar(one))
		check(api.SetRating(song.ID, 5))
		defer func() { check(api.SetRating(song.ID, 0)) }()
		return same(must(api.GetSong(song.ID)).UserRating, 5)
	})
	step("stream, download, cover", func() string {
		for _, open := range []func() (io.ReadCloser, error){
			func() (io.ReadCloser, error) { return api.Stream(song.ID, none{}) },
			func() (io.ReadCloser, error) { return api.Download(song.ID) },
		} {
			body := must(open())
			same(len(must(io.ReadAll(body))), song.Size)
			body.Close()
		}
		size := must(api.GetCoverArt(album.CoverArt, none{"size": "64"})).Bounds().Size()
		return fmt.Sprint(song.Size, " bytes, cover ", size)
	})
	step("lyrics", func() string {
		plain := must(api.GetAlbum(find(albums, "Words"))).Song[1]
		lines := must(api.GetLyricsBySongId(plain.ID)).StructuredLyrics[0].Lines
		must(api.GetLyrics("Stamped", "Vera Lindqvist"))
		return fmt.Sprint(plain.Title, ": ", lines)
	})
	step("playlist", func() string {
		check(api.CreatePlaylistWithTracks([]string{song.ID, song.ID}, none{"name": "From Go & back"}))
		list := named(must(api.GetPlaylists(none{})), "From Go & back")
		defer func() { check(api.DeletePlaylist(list.ID)) }()
		check(api.UpdatePlaylistTracks(list.ID, []string{album.Song[1].ID}, []int{0}))
		check(api.UpdatePlaylist(list.ID, none{"name": "Renamed", "comment": "<&>", "public": "true"}))
		now := must(api.GetPlaylist(list.ID))
		same([]string{now.Entry[0].ID, now.Entry[1].ID}, []string{song.ID, album.Song[1].ID})
		return same([]any{now.Name, now.Comment, now.Public}, []any{"Renamed", "<&>", true})
	})
	step("play queue", func() string {
		ids := []string{song.ID, album.Song[1].ID, song.ID}
		check(api.SavePlayQueue(ids, none{"current": ids[1], "position": "900"}))
		queue := must(api.GetPlayQueue())
		same(len(queue.Entries), 3)
		check(api.SavePlayQueueByIndex(ids, none{"currentIndex": "2", "position": "901"}))
		byIndex := must(api.GetPlayQueueByIndex())
		return same([]any{queue.Current, byIndex.CurrentIndex, byIndex.Position}, []any{ids[1], 2, 901})
	})
	step("play", func() string {
		check(api.Scrobble(song.ID, none{"submission": "false"}))
		check(api.Scrobble(song.ID, none{"submission": "true"}))
		return fmt.Sprint(len(must(api.GetNowPlaying())), " playing")
	})
	step("notes, radio, user, scan", func() string {
		must(api.GetArtistInfo2(album.ArtistID, none{}))
		must(api.GetAlbumInfo2(album.ID))
		must(api.GetTopSongs("Björk", none{}))
		must(api.GetSimilarSongs2(album.ArtistID, none{}))
		must(api.GetInternetRadioStations())
		must(api.GetScanStatus())
		return must(api.GetUser(api.User)).Username
	})
}

func find(albums []*subsonic.AlbumID3, name string) string {
	for _, album := range albums {
		if album.Name == name {
			return album.ID
		}
	}
	panic("no album " + name)
}

func named(lists []*subsonic.Playlist, name string) *subsonic.Playlist {
	for _, list := range lists {
		if list.Name == name {
			return list
		}
	}
	panic("no playlist " + name)
}

func main() {
	for _, inClear := range []bool{false, true} {
		fmt.Println(map[bool]string{false: "token and salt", true: "clear password"}[inClear])
		api := &subsonic.Client{Client: http.DefaultClient, BaseUrl: strings.TrimSuffix(os.Args[1], "/"), User: os.Args[2],
			ClientName: "go-subsonic", PasswordAuth: inClear}
		check(api.Authenticate(os.Getenv("LOCKGROOVE_TEST_PASSWORD")))
		session(api)
	}
	if failed > 0 {
		os.Exit(1)
	}
	fmt.Println("nothing failed")
}
