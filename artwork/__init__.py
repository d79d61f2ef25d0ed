"""The sample site's pictures, drawn by a seeded program: `python -m artwork [NAME…] [--out DIR]`.

One evening's palette, one light (from the upper left), people without faces. `canvas` knows colours, curves, light and
grain; `people` knows how a person is built and who the sample's people are; `places` knows rooms, fields and things;
`scenes` puts them together, one function a picture; `brand` draws the mark; `__main__` renders with Debian's chromium
and writes JPEG files. Every person is invented. Nothing here is needed to build the site: the results are in
`content/assets/`.
"""
