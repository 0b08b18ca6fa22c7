"""A listener's session through the unmodified py-sonic library; the procedure is ../real-clients.md.

    LOCKGROOVE_TEST_PASSWORD=... python py_sonic_session.py http://127.0.0.1 4040 anna

The person has to be an administrator (the session makes and removes a user) and the library the one of
test/fixtures/library.ts. Says what was asked and what came back, one line per call; ends with 1 when something
was not as expected.
"""

import os
import sys
import traceback

import libsonic
from libsonic.errors import AuthError, CredentialError, DataNotFoundError

PNG, JPEG = b"\x89PNG", b"\xff\xd8\xff"
failures = []


def step(name, act):
    """Runs one step; what it raises is noted and the session goes on."""
    try:
        print(f"  ok    {name}: {act()}")
    except Exception as error:
        failures.append(name)
        print(f"  FAIL  {name}: {type(error).__name__}: {error}")
        traceback.print_exc(limit=3)


def same(found, wanted):
    assert found == wanted, f"{found!r} is not {wanted!r}"
    return found


def raises(kind, act):
    try:
        act()
    except kind:
        return
    raise AssertionError(f"no {kind.__name__}")


def session(person, connect):
    api = connect()
    step("ping", lambda: same(api.ping(), True))
    step("getLicense", lambda: same(api.getLicense()["license"]["valid"], True))
    step("getMusicFolders", lambda: len(api.getMusicFolders()["musicFolders"]["musicFolder"]))
    step("getScanStatus", lambda: same(api.getScanStatus()["scanStatus"]["scanning"], False))
    browse(api)
    albums = api.getAlbumList2("alphabeticalByName", size=500)["albumList2"]["album"]
    debut = next(album for album in albums if album["name"] == "Début")
    songs = api.getAlbum(debut["id"])["album"]["song"]
    ids = [song["id"] for song in songs]
    step("search, search2 and search3", lambda: search(api))
    step("lists", lambda: lists(api))
    step("notes about artist and album", lambda: notes(api, debut, songs[0]))
    step("star, rate and take back", lambda: star(api, debut, ids[0]))
    step("scrobble", lambda: scrobble(api, ids[0]))
    step("getCoverArt", lambda: cover(api, debut))
    step("stream and download", lambda: audio(api, songs[0]))
    step("playlist", lambda: playlist(api, ids))
    step("savePlayQueue and getPlayQueue", lambda: queue(api, ids))
    step("bookmark", lambda: bookmark(api, ids[1]))
    step("internet radio station", lambda: radio(api))
    step("user", lambda: user(api, person, connect))
    step("what is not there", lambda: missing(api))


def browse(api):
    def folders():
        artists = [one for index in api.getIndexes()["indexes"]["index"] for one in index["artist"]]
        inside = api.getMusicDirectory(artists[0]["id"])["directory"]["child"]
        deeper = api.getMusicDirectory(inside[0]["id"])["directory"]["child"]
        return f"{len(artists)} entries, {artists[0]['name']} / {inside[0]['title']} / {deeper[0]['title']}"

    def tags():
        artists = [one for index in api.getArtists()["artists"]["index"] for one in index["artist"]]
        albums = [album for one in artists for album in api.getArtist(one["id"])["artist"].get("album", [])]
        assert albums
        return f"{len(artists)} artists, {len({album['id'] for album in albums})} albums"

    step("getIndexes and getMusicDirectory", folders)
    step("getArtists and getArtist", tags)
    step("getGenres", lambda: len(api.getGenres()["genres"]["genre"]))


def search(api):
    same(api.search3("bjork")["searchResult3"]["artist"][0]["name"], "Björk")
    same(api.search2("début")["searchResult2"]["album"][0]["album"], "Début")
    api.search(title="Lantern")
    everything = api.search3('""', artistCount=0, albumCount=0, songCount=500)["searchResult3"]["song"]
    assert len(everything) > 40
    same(api.search3("no such thing at all")["searchResult3"], {"artist": [], "album": [], "song": []})
    return f"{len(everything)} songs in all"


def lists(api):
    for kind in ["random", "newest", "recent", "frequent", "highest", "starred", "alphabeticalByArtist"]:
        api.getAlbumList(kind)
        api.getAlbumList2(kind)
    assert api.getAlbumList2("byYear", fromYear=1990, toYear=2000)["albumList2"]["album"]
    assert api.getAlbumList2("byGenre", genre="Folk")["albumList2"]["album"]
    assert api.getSongsByGenre("Folk")["songsByGenre"]["song"]
    assert len(api.getRandomSongs(size=5)["randomSongs"]["song"]) == 5
    return "all kinds"


def notes(api, album, song):
    api.getArtistInfo(album["artistId"])
    api.getArtistInfo2(album["artistId"])
    api.getAlbumInfo(album["id"])
    api.getAlbumInfo2(album["id"])
    api.getSimilarSongs(song["id"])
    api.getSimilarSongs2(album["artistId"])
    api.getTopSongs("Björk")
    api.getLyrics("Vera Lindqvist", "Plain")
    same(api.getVideos()["videos"], {"video": []})
    return same(api.getSong(song["id"])["song"]["title"], song["title"])


def star(api, album, song_id):
    api.star(sids=[song_id], albumIds=[album["id"]], artistIds=[album["artistId"]])
    found = api.getStarred2()["starred2"]
    same([found["song"][0]["id"], found["album"][0]["id"], found["artist"][0]["id"]], [song_id, album["id"], album["artistId"]])
    api.getStarred()
    api.unstar(sids=[song_id], albumIds=[album["id"]], artistIds=[album["artistId"]])
    same(api.getStarred2()["starred2"], {"artist": [], "album": [], "song": []})
    api.setRating(song_id, 4)
    same(api.getSong(song_id)["song"]["userRating"], 4)
    api.setRating(song_id, 0)
    return "done"


def scrobble(api, song_id):
    before = api.getSong(song_id)["song"].get("playCount", 0)
    api.scrobble(song_id, submission=False)
    assert any(entry["id"] == song_id for entry in api.getNowPlaying()["nowPlaying"]["entry"])
    api.scrobble(song_id)
    return same(api.getSong(song_id)["song"]["playCount"], before + 1)


def cover(api, album):
    whole = api.getCoverArt(album["coverArt"]).read()
    small = api.getCoverArt(album["coverArt"], size=60).read()
    assert whole.startswith((PNG, JPEG)) and small
    return f"{len(whole)} bytes, {len(small)} at 60 pixels"


def audio(api, song):
    same(len(api.stream(song["id"], tformat="raw").read()), song["size"])
    same(len(api.stream(song["id"], estimateContentLength=True).read()), song["size"])
    return same(len(api.download(song["id"]).read()), song["size"])


def playlist(api, ids):
    made = api.createPlaylist(name="Evening & <night> #1 é", songIds=ids)
    playlist_id = made["playlist"]["id"]
    try:
        same([entry["id"] for entry in api.getPlaylist(playlist_id)["playlist"]["entry"]], ids)
        api.updatePlaylist(playlist_id, name="Morning", comment="two\nlines", songIdsToAdd=[ids[0]], songIndexesToRemove=[0])
        changed = api.getPlaylist(playlist_id)["playlist"]
        same([changed["name"], changed["comment"]], ["Morning", "two\nlines"])
        same([entry["id"] for entry in changed["entry"]], ids[1:] + ids[:1])
        api.createPlaylist(playlistId=playlist_id, songIds=ids[:1])
        same(api.getPlaylist(playlist_id)["playlist"]["songCount"], 1)
        assert any(one["id"] == playlist_id for one in api.getPlaylists()["playlists"]["playlist"])
    finally:
        api.deletePlaylist(playlist_id)
    assert all(one["id"] != playlist_id for one in api.getPlaylists()["playlists"].get("playlist", []))
    return made["playlist"]["name"]


def queue(api, ids):
    api.savePlayQueue(ids, current=ids[1], position=1234)
    found = api.getPlayQueue()["playQueue"]
    same([entry["id"] for entry in found["entry"]], ids)
    return same([found["current"], found["position"], found["changedBy"]], [ids[1], 1234, "py-sonic"])


def bookmark(api, song_id):
    api.createBookmark(song_id, 15000, comment="here")
    found = api.getBookmarks()["bookmarks"]["bookmark"]
    same([(one["entry"]["id"], one["position"], one["comment"]) for one in found], [(song_id, 15000, "here")])
    api.deleteBookmark(song_id)
    return same(api.getBookmarks()["bookmarks"], {"bookmark": []})


def radio(api):
    assert "internetRadioStations" in api.getInternetRadioStations()
    try:
        api.createInternetRadioStation("http://radio.example/stream", "Radio", homepageUrl="http://radio.example/")
    except AuthError as refusal:
        return f"refused: {refusal}"
    made = api.getInternetRadioStations()["internetRadioStations"]["internetRadioStation"][0]
    api.updateInternetRadioStation(made["id"], "http://radio.example/other", "Other")
    api.deleteInternetRadioStation(made["id"])
    return made["name"]


def user(api, person, connect):
    same(api.getUser(person)["user"]["adminRole"], True)
    api.createUser("guest", "a guest's first word", "guest@example.org")
    try:
        same(connect("guest", "a guest's first word").ping(), True)
        api.updateUser("guest", email="other@example.org", downloadRole=False)
        same(api.getUser("guest")["user"]["email"], "other@example.org")
        api.changePassword("guest", "a guest's second word")
        same(connect("guest", "a guest's second word").ping(), True)
        raises(CredentialError, connect("guest", "a guest's first word").ping)
    finally:
        api.deleteUser("guest")
    return [one["username"] for one in api.getUsers()["users"]["user"]]


def missing(api):
    for call in [api.getAlbum, api.getSong, api.getArtist, api.getMusicDirectory, api.getPlaylist, api.stream, api.getCoverArt]:
        raises(DataNotFoundError, lambda: call("no-such-id"))
    return "error 70 each time"


def main():
    host, port, person = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    password = os.environ["LOCKGROOVE_TEST_PASSWORD"]
    # Not useGET: it needs a module of Python 2 in py-sonic 1.2.0.
    for title, options in [("token and salt", {}), ("enc: password", {"legacyAuth": True})]:
        print(title)
        session(person, lambda name=person, word=password: libsonic.Connection(host, name, word, port=port, **options))
    print(f"failed: {', '.join(failures)}" if failures else "nothing failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
