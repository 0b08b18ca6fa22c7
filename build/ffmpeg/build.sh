#!/usr/bin/env bash
# build.sh SOURCES TARGET OUT: the ffmpeg that installers carry, from the tarballs in SOURCES.
# TARGET: linux-x64, win32-x64 (from Linux, with mingw-w64), darwin-arm64, darwin-x64 (both from macOS). OUT gets ffmpeg or
# ffmpeg.exe, the licences, and how it was made.
#
# Audio only, no network, no devices: it reads a file of the library and writes what a music app asked for. What is not in
# here cannot be attacked by a file in somebody's download folder. LGPL: neither --enable-gpl nor --enable-nonfree.
set -euo pipefail

sources=$(cd "$1" && pwd)
target=$2
mkdir -p "$3"
out=$(cd "$3" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN)}

cross=() host=() cc='' exe='' ldflags=''
case "$target" in
  linux-x64)
    # Whatever C library the system has.
    ldflags='-static'
    ;;
  win32-x64)
    host=(--host=x86_64-w64-mingw32)
    cross=(--enable-cross-compile --target-os=mingw32 --arch=x86_64 --cross-prefix=x86_64-w64-mingw32-)
    exe=.exe ldflags='-static'
    ;;
  darwin-arm64 | darwin-x64)
    arch=${target#darwin-}
    arch=${arch/x64/x86_64}
    export MACOSX_DEPLOYMENT_TARGET=12.0
    cc="clang -arch $arch"
    host=(--host="${arch/arm64/aarch64}-apple-darwin")
    cross=(--enable-cross-compile --target-os=darwin --arch="$arch")
    ;;
  *)
    echo "unknown target $target" >&2
    exit 2
    ;;
esac

# The libraries
for library in lame opus; do
  tar -xf "$sources/$library"-*.tar.* -C "$work"
  (
    cd "$work/$library"-*
    [ -z "$cc" ] || export CC="$cc"
    ./configure --quiet --prefix="$work/prefix" --disable-shared --enable-static --with-pic ${host[@]+"${host[@]}"} \
      $([ $library = lame ] && echo '--disable-frontend --disable-decoder' || echo '--disable-doc --disable-extra-programs')
    make -s -j"$jobs" install
  )
done

# ffmpeg itself. Formats: those the library scans, and those that are sent.
tar -xf "$sources"/ffmpeg-*.tar.* -C "$work"
cd "$work"/ffmpeg-*
export PKG_CONFIG_PATH="$work/prefix/lib/pkgconfig" PKG_CONFIG_LIBDIR="$work/prefix/lib/pkgconfig"
./configure --prefix="$work/prefix" ${cross[@]+"${cross[@]}"} ${cc:+--cc="$cc"} \
  --pkg-config=pkg-config --pkg-config-flags=--static \
  --extra-cflags="-I$work/prefix/include" --extra-ldflags="-L$work/prefix/lib $ldflags" \
  --disable-everything --disable-autodetect --disable-doc --disable-debug --disable-network --disable-avdevice \
  --disable-swscale --disable-ffplay --disable-ffprobe --enable-small \
  --enable-libmp3lame --enable-libopus \
  --enable-protocol=file,pipe \
  --enable-demuxer=aac,aiff,ape,asf,dsf,flac,iff,matroska,mov,mp3,mpc,mpc8,ogg,tta,w64,wav,wv \
  --enable-parser=aac,aac_latm,flac,mpegaudio,opus,vorbis \
  --enable-decoder=aac,aac_latm,alac,ape,dsd_lsbf,dsd_lsbf_planar,dsd_msbf,dsd_msbf_planar,flac,mp1,mp1float,mp2,mp2float,mp3,mp3float,mpc7,mpc8,opus,tta,vorbis,wavpack,wmalossless,wmapro,wmav1,wmav2,wmavoice \
  --enable-decoder='adpcm_ima_wav,adpcm_ms,pcm_*' \
  --enable-encoder=aac,flac,libmp3lame,libopus,pcm_s16le \
  --enable-muxer=adts,flac,ipod,mp3,mp4,ogg,opus,wav \
  --enable-bsf=aac_adtstoasc \
  --enable-filter=aformat,aresample,anull,atrim,volume >"$out/configure.txt"
make -s -j"$jobs" "ffmpeg$exe"

# What it is
grep -q '^License: LGPL version 2.1 or later' "$out/configure.txt"
cp "ffmpeg$exe" "$out/"
mkdir -p "$out/licences"
cp COPYING.LGPLv2.1 "$out/licences/ffmpeg.txt"
cp "$work"/lame-*/COPYING "$out/licences/lame.txt"
cp "$work"/opus-*/COPYING "$out/licences/opus.txt"
cd "$out"
if command -v sha256sum >/dev/null; then sha256sum "ffmpeg$exe"; else shasum -a 256 "ffmpeg$exe"; fi >SHA256SUMS
cat SHA256SUMS
