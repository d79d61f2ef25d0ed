"""Pictures as readers get them: every size, upright, nothing of the camera, the same bytes again."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest
from PIL import Image, ImageCms

from site_builder.images import BrokenPictureError, Gallery
from tests import factory_site as factory


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "content", tmp_path / "cache")


def made(gallery: Gallery, name: str = "a.jpg", **options: str) -> dict[str, Path]:
    gallery.picture(PurePosixPath(name), "", **options)  # type: ignore[arg-type]
    return gallery.make()


def test_three_formats_in_three_widths_with_the_best_first(gallery: Gallery) -> None:
    factory.picture(gallery.root / "Team Photo.jpg", (2000, 1000))
    picture = gallery.picture(PurePosixPath("Team Photo.jpg"), "人", caption="写真")
    assert [kind for kind, _ in picture.sources] == ["image/avif", "image/webp", "image/jpeg"]
    assert [[width for _, width in variants] for _, variants in picture.sources] == [[480, 960, 1600]] * 3
    assert (picture.width, picture.height) == (1600, 800)
    assert picture.src.startswith("assets/img/team-photo-")
    assert picture.src.endswith("-960.jpg")
    files = gallery.make()
    assert len(files) == 9
    for address, path in files.items():
        with Image.open(path) as image:
            assert f"-{image.width}." in address
            assert image.height * 2 == image.width


@pytest.mark.parametrize(("width", "widths"), [(1200, [480, 960, 1200]), (480, [480]), (100, [100])])
def test_pictures_are_never_enlarged(gallery: Gallery, width: int, widths: list[int]) -> None:
    factory.picture(gallery.root / "a.jpg", (width, width))
    picture = gallery.picture(PurePosixPath("a.jpg"), "")
    assert [each for _, each in picture.sources[0][1]] == widths
    assert picture.src in {address for address, _ in picture.sources[-1][1]}


def test_what_the_camera_wrote_is_gone_and_the_picture_stands_upright(gallery: Gallery) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[2] = (35.0, 41.0, 22.0)  # where it was taken
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    factory.picture(gallery.root / "a.jpg", (200, 100), exif=exif, icc_profile=profile, comment=b"taken at home")
    picture = gallery.picture(PurePosixPath("a.jpg"), "")
    assert (picture.width, picture.height) == (100, 200)
    for path in gallery.make().values():
        with Image.open(path) as image:
            assert image.size == (100, 200)
            assert not image.getexif()
            assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)
        assert b"Camera" not in path.read_bytes()


def test_what_shines_through_stays_so(gallery: Gallery) -> None:
    gallery.root.mkdir()
    Image.new("RGBA", (60, 40), (200, 0, 0, 90)).save(gallery.root / "a.png")
    picture = gallery.picture(PurePosixPath("a.png"), "")
    assert picture.src.endswith(".png")
    for path in gallery.make().values():
        with Image.open(path) as image:
            assert image.convert("RGBA").getpixel((5, 5))[3] < 100  # type: ignore[index]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "RGBA"])
def test_any_kind_of_pixels(gallery: Gallery, mode: str) -> None:
    gallery.root.mkdir()
    name = "a.tif" if mode == "CMYK" else "a.png"
    Image.new(mode, (50, 40)).save(gallery.root / name)
    assert len(made(gallery, name)) == 3


def test_the_same_picture_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    files = []
    for place in ("one", "another/deeper"):
        gallery = Gallery(tmp_path / place / "content", tmp_path / place / "cache")
        factory.picture(gallery.root / "a.jpg", (700, 500))
        files.append({address: path.read_bytes() for address, path in made(gallery).items()})
    assert files[0] == files[1]


def test_another_picture_has_another_address(gallery: Gallery) -> None:
    factory.picture(gallery.root / "a.jpg", (100, 100))
    one = gallery.picture(PurePosixPath("a.jpg"), "").src
    factory.picture(gallery.root / "a.jpg", (100, 101))
    assert Gallery(gallery.root, gallery.cache).picture(PurePosixPath("a.jpg"), "").src != one


def test_what_is_cached_is_not_encoded_again_and_a_lost_file_is(gallery: Gallery) -> None:
    factory.picture(gallery.root / "a.jpg", (100, 100))
    files = made(gallery)
    times = {path: path.stat().st_mtime_ns for path in files.values()}
    lost = next(iter(files.values()))
    lost.unlink()
    assert Gallery(gallery.root, gallery.cache).make() == {}
    again = made(Gallery(gallery.root, gallery.cache))
    assert again == files
    assert [path for path in times if path.stat().st_mtime_ns != times[path]] == [lost]


def test_the_cache_forgets_what_nobody_asks_for_in_a_month(gallery: Gallery) -> None:
    factory.picture(gallery.root / "a.jpg", (100, 100))
    factory.picture(gallery.root / "b.jpg", (100, 100), quality=10)
    kept = made(gallery, "a.jpg")
    made(gallery, "b.jpg")
    for path in gallery.cache.iterdir():
        os.utime(path, (0, 0))
    fresh = gallery.cache / "fresh-0123456789-100.avif"
    fresh.write_bytes(b"of a branch built this morning")
    again = Gallery(gallery.root, gallery.cache)
    made(again, "a.jpg")
    assert set(gallery.cache.iterdir()) == {*kept.values(), fresh}


def test_portraits_are_small(gallery: Gallery) -> None:
    factory.picture(gallery.root / "a.jpg", (1000, 1000))
    picture = gallery.picture(PurePosixPath("a.jpg"), "", role="portrait")
    assert [width for _, width in picture.sources[0][1]] == [240, 480]


def test_drawings_are_published_as_they_are(gallery: Gallery) -> None:
    gallery.root.mkdir()
    (gallery.root / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32"/>', "utf-8")
    picture = gallery.picture(PurePosixPath("a.svg"), "図")
    assert (picture.width, picture.height, picture.sources) == (64, 32, ())
    assert gallery.make() == {picture.src: gallery.root / "a.svg"}


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><svg width="9" height="9">&c;</svg>'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", b""),
        ("a.jpg", b"not a picture"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x02\x00\x00\x00"),
        ("a.svg", b"<svg>"),
        ("a.svg", b"<svg/>"),
        ("a.svg", BOMB.encode()),
    ],
)
def test_a_broken_picture_is_said_to_be(gallery: Gallery, name: str, data: bytes) -> None:
    gallery.root.mkdir()
    (gallery.root / name).write_bytes(data)
    with pytest.raises(BrokenPictureError):
        made(gallery, name)


def test_a_picture_cut_short_is_broken(gallery: Gallery) -> None:
    path = factory.picture(gallery.root / "a.jpg", (300, 300))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(BrokenPictureError, match="truncated"):
        gallery.picture(PurePosixPath("a.jpg"), "")


def test_a_picture_of_gigabytes_is_refused_before_it_is_opened(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.images.MOST_PIXELS", 5_000)
    factory.picture(gallery.root / "a.jpg", (100, 100))
    with pytest.raises(BrokenPictureError, match="100 x 100 pixels"):
        gallery.picture(PurePosixPath("a.jpg"), "")
