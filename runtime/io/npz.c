/* SPDX-License-Identifier: Apache-2.0 */
/* NumPy's .npz files: a zip archive of .npy entries, stored or deflated, zip64 included.
 *
 * Entries are found through the central directory and only ever become tensors in memory; their
 * names are names, never paths. Compressed sizes may not add up to more than the file, and no entry
 * may claim more than deflate can expand to, so overlapping entries and bombs are refused before
 * memory is taken. */
#include "runtime/io/tensors.h"

#if defined(LG_HAVE_ZLIB)
#    define ZLIB_CONST
#    include <zlib.h>
#endif

enum {
    local_size = 30,
    central_size = 46,
    end_size = 22,
    end64_size = 56,
    locator_size = 20,
    max_ratio = 1032 /* of deflate: 258 bytes from two bits */
};

typedef struct entry {
    lg_str name;
    uint32_t flags, method, crc;
    uint64_t packed, size, offset;
} entry;

static uint32_t crc_of(const void *data, size_t size) {
    uint32_t table[256];
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
        table[i] = c;
    }
    const unsigned char *p = data;
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < size; i++)
        crc = table[(crc ^ p[i]) & 0xFF] ^ (crc >> 8);
    return crc ^ 0xFFFFFFFFu;
}

/* ---- reading ---- */

static lg_status find_directory(const unsigned char *p, size_t size, uint64_t *count,
                                uint64_t *offset, uint64_t *length, lg_error *err) {
    if (size < end_size)
        return lg_fail(err, LG_E_PARSE, "npz: %zu bytes are no zip archive", size);
    size_t at = size - end_size;
    size_t lowest = size > end_size + 65535 ? size - end_size - 65535 : 0;
    while (lg_read_le(p + at, 4) != 0x06054b50 ||
           lg_read_le(p + at + 20, 2) != size - at - end_size)
        if (at-- == lowest)
            return lg_fail(err, LG_E_PARSE, "npz: no end of a zip directory was found");
    *count = lg_read_le(p + at + 10, 2);
    *length = lg_read_le(p + at + 12, 4);
    *offset = lg_read_le(p + at + 16, 4);
    size_t limit = at;
    if (at >= locator_size && lg_read_le(p + at - locator_size, 4) == 0x07064b50) {
        uint64_t end64 = lg_read_le(p + at - locator_size + 8, 8);
        if (at - locator_size < end64_size || end64 > at - locator_size - end64_size ||
            lg_read_le(p + end64, 4) != 0x06064b50)
            return lg_fail(err, LG_E_PARSE,
                           "npz: the zip64 end of directory is not where it "
                           "should be");
        *count = lg_read_le(p + end64 + 32, 8);
        *length = lg_read_le(p + end64 + 40, 8);
        *offset = lg_read_le(p + end64 + 48, 8);
        limit = (size_t)end64;
    }
    if (*offset > limit || *length > limit - *offset || *count > *length / central_size)
        return lg_fail(err, LG_E_PARSE, "npz: the directory does not fit into the file");
    return LG_OK;
}

/* The zip64 extra field replaces what is 0xFFFFFFFF, in this order. */
static bool read_zip64(const unsigned char *extra, size_t n, entry *e) {
    while (n >= 4) {
        size_t id = (size_t)lg_read_le(extra, 2);
        size_t len = (size_t)lg_read_le(extra + 2, 2);
        if (len > n - 4)
            return false;
        if (id == 1) {
            const unsigned char *p = extra + 4;
            uint64_t *fields[] = {&e->size, &e->packed, &e->offset};
            for (int i = 0; i < 3; i++) {
                if (*fields[i] != 0xFFFFFFFFu)
                    continue;
                if (len < 8)
                    return false;
                *fields[i] = lg_read_le(p, 8);
                p += 8;
                len -= 8;
            }
            return true;
        }
        extra += 4 + len;
        n -= 4 + len;
    }
    return e->size != 0xFFFFFFFFu && e->packed != 0xFFFFFFFFu && e->offset != 0xFFFFFFFFu;
}

static lg_status read_central(const unsigned char *p, size_t rest, entry *e, size_t *used,
                              lg_error *err) {
    if (rest < central_size || lg_read_le(p, 4) != 0x02014b50)
        return lg_fail(err, LG_E_PARSE, "npz: an entry of the directory is not well formed");
    size_t name = (size_t)lg_read_le(p + 28, 2);
    size_t extra = (size_t)lg_read_le(p + 30, 2);
    size_t comment = (size_t)lg_read_le(p + 32, 2);
    if (name + extra + comment > rest - central_size)
        return lg_fail(err, LG_E_PARSE, "npz: an entry of the directory is cut off");
    *e = (entry){.name = {(const char *)p + central_size, name},
                 .flags = (uint32_t)lg_read_le(p + 8, 2),
                 .method = (uint32_t)lg_read_le(p + 10, 2),
                 .crc = (uint32_t)lg_read_le(p + 16, 4),
                 .packed = lg_read_le(p + 20, 4),
                 .size = lg_read_le(p + 24, 4),
                 .offset = lg_read_le(p + 42, 4)};
    *used = central_size + name + extra + comment;
    if (!read_zip64(p + central_size + name, extra, e))
        return lg_fail(err, LG_E_PARSE, "npz entry '%s': its zip64 sizes are missing",
                       LG_SHOW(e->name));
    return LG_OK;
}

/* Compares the local header with the directory and finds the entry's bytes. */
static lg_status locate(const unsigned char *p, uint64_t limit, const entry *e, uint64_t *data,
                        lg_error *err) {
    if (e->offset > limit || limit - e->offset < local_size ||
        lg_read_le(p + e->offset, 4) != 0x04034b50)
        return lg_fail(err, LG_E_PARSE, "npz entry '%s': no local header at offset %llu",
                       LG_SHOW(e->name), (unsigned long long)e->offset);
    const unsigned char *local = p + e->offset;
    uint64_t name = lg_read_le(local + 26, 2);
    uint64_t extra = lg_read_le(local + 28, 2);
    uint64_t begin = e->offset + local_size;
    if (name + extra > limit - begin)
        return lg_fail(err, LG_E_PARSE, "npz entry '%s': its local header is cut off",
                       LG_SHOW(e->name));
    if (!lg_str_eq((lg_str){(const char *)local + local_size, (size_t)name}, e->name) ||
        lg_read_le(local + 8, 2) != e->method)
        return lg_fail(err, LG_E_PARSE, "npz entry '%s': local header and directory disagree",
                       LG_SHOW(e->name));
    if (!(e->flags & 8)) { /* else the local sizes are zero and follow the data */
        entry l = {.packed = lg_read_le(local + 18, 4), .size = lg_read_le(local + 22, 4)};
        if (!read_zip64(local + local_size + name, (size_t)extra, &l) || l.packed != e->packed ||
            l.size != e->size || lg_read_le(local + 14, 4) != e->crc)
            return lg_fail(err, LG_E_PARSE, "npz entry '%s': local header and directory disagree",
                           LG_SHOW(e->name));
    }
    *data = begin + name + extra;
    if (e->packed > limit - *data)
        return lg_fail(err, LG_E_PARSE, "npz entry '%s': %llu bytes are more than the file has",
                       LG_SHOW(e->name), (unsigned long long)e->packed);
    return LG_OK;
}

#if defined(LG_HAVE_ZLIB)
static voidpf z_alloc(voidpf self, uInt items, uInt size) {
    const lg_allocator *a = self;
    size_t bytes = 0;
    void *p = NULL;
    if (!lg_mul_size(items, size, &bytes) || !lg_add_size(bytes, 64, &bytes) ||
        lg_alloc_zero(a, bytes, &p, NULL) != LG_OK)
        return NULL;
    memcpy(p, &bytes, sizeof bytes); /* lg_free needs the size */
    return (char *)p + 64;
}

static void z_free(voidpf self, voidpf ptr) {
    size_t bytes = 0;
    if (!ptr)
        return;
    void *p = (char *)ptr - 64;
    memcpy(&bytes, p, sizeof bytes);
    lg_free(self, p, bytes);
}

static lg_status inflate_entry(lg_allocator *a, const entry *e, const unsigned char *src, void *dst,
                               lg_error *err) {
    z_stream z = {.zalloc = z_alloc, .zfree = z_free, .opaque = a};
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return lg_no_memory(err, 1 << 16);
    size_t in = (size_t)e->packed, out = (size_t)e->size;
    const size_t chunk = (size_t)1 << 30;
    unsigned char spare; /* proves that nothing follows the declared size */
    unsigned char *to = dst;
    int rc = Z_OK;
    while (rc == Z_OK) {
        uInt give = (uInt)(in < chunk ? in : chunk);
        uInt room = (uInt)(out < chunk ? out : chunk);
        z.next_in = src;
        z.avail_in = give;
        z.next_out = out ? to : &spare;
        z.avail_out = out ? room : 1;
        uInt before = z.avail_out;
        rc = inflate(&z, Z_NO_FLUSH);
        size_t made = before - z.avail_out;
        src += give - z.avail_in;
        in -= give - z.avail_in;
        if (made > out) {
            rc = Z_DATA_ERROR;
        } else {
            to += made;
            out -= made;
        }
    }
    (void)inflateEnd(&z);
    if (rc == Z_MEM_ERROR)
        return lg_no_memory(err, 1 << 16);
    if (rc != Z_STREAM_END || out || in)
        return lg_fail(err, LG_E_PARSE,
                       "npz entry '%s': the compressed data do not give %llu bytes",
                       LG_SHOW(e->name), (unsigned long long)e->size);
    return LG_OK;
}
#endif

static lg_status read_data(lg_tensor_file *file, const entry *e, lg_str name,
                           const unsigned char *src, lg_error *err) {
    if (e->method == 0) {
        if (e->packed != e->size)
            return lg_fail(err, LG_E_PARSE, "npz entry '%s': stored, but of two sizes",
                           LG_SHOW(e->name));
        if (crc_of(src, (size_t)e->size) != e->crc)
            return lg_fail(err, LG_E_PARSE, "npz entry '%s': the checksum is wrong",
                           LG_SHOW(e->name));
        return lg_npy_read(file, name, src, (size_t)e->size, err);
    }
#if defined(LG_HAVE_ZLIB)
    if (e->method == 8) {
        void *data = NULL;
        if (e->size / max_ratio > e->packed + 64)
            return lg_fail(
                err, LG_E_LIMIT, "npz entry '%s': %llu bytes cannot come from %llu compressed ones",
                LG_SHOW(e->name), (unsigned long long)e->size, (unsigned long long)e->packed);
        if (e->size > file->max_tensor_bytes || e->size >= SIZE_MAX / 2)
            return lg_fail(err, LG_E_LIMIT, "npz entry '%s': %llu bytes, the limit is %llu",
                           LG_SHOW(e->name), (unsigned long long)e->size,
                           (unsigned long long)file->max_tensor_bytes);
        LG_TRY(lg_alloc_raw(&file->allocator, (size_t)e->size, &data, err));
        lg_status st = inflate_entry(&file->allocator, e, src, data, err);
        if (st == LG_OK && crc_of(data, (size_t)e->size) != e->crc)
            st =
                lg_fail(err, LG_E_PARSE, "npz entry '%s': the checksum is wrong", LG_SHOW(e->name));
        if (st == LG_OK)
            st = lg_npy_read(file, name, data, (size_t)e->size, err);
        lg_free(&file->allocator, data, (size_t)e->size);
        return st;
    }
    return lg_fail(err, LG_E_UNSUPPORTED,
                   "npz entry '%s': compression method %u, expected 0 (stored) or 8 (deflate)",
                   LG_SHOW(e->name), e->method);
#else
    return lg_fail(err, LG_E_UNSUPPORTED,
                   "npz entry '%s': compression method %u, this build (without zlib) reads 0 "
                   "(stored)",
                   LG_SHOW(e->name), e->method);
#endif
}

lg_status lg_npz_read(lg_tensor_file *file, const void *data, size_t size, lg_error *err) {
    const unsigned char *p = data;
    uint64_t count = 0, offset = 0, length = 0, packed = 0;
    LG_TRY(find_directory(p, size, &count, &offset, &length, err));
    uint64_t at = offset;
    for (uint64_t i = 0; i < count; i++) {
        entry e;
        size_t used = 0;
        uint64_t begin = 0;
        LG_TRY(read_central(p + at, (size_t)(offset + length - at), &e, &used, err));
        at += used;
        if (e.flags & 1)
            return lg_fail(err, LG_E_UNSUPPORTED, "npz entry '%s': encrypted", LG_SHOW(e.name));
        LG_TRY(locate(p, offset, &e, &begin, err));
        packed += e.packed;
        if (packed > size)
            return lg_fail(err, LG_E_PARSE, "npz entry '%s': entries overlap", LG_SHOW(e.name));
        lg_str name = e.name;
        if (name.len < 4 || memcmp(name.ptr + name.len - 4, ".npy", 4) != 0)
            return lg_fail(err, LG_E_PARSE, "npz entry '%s': no .npy name", LG_SHOW(name));
        name.len -= 4;
        LG_TRY(read_data(file, &e, name, p + begin, err));
    }
    return LG_OK;
}

/* ---- writing ---- */

static lg_status pack(lg_bytes *out, const lg_bytes *npy, bool compress, uint32_t *method,
                      lg_error *err) {
    *method = 0;
    if (!compress) {
        lg_bytes_put(out, npy->data, npy->size);
        return LG_OK;
    }
#if defined(LG_HAVE_ZLIB)
    z_stream z = {.zalloc = z_alloc, .zfree = z_free, .opaque = &out->allocator};
    if (deflateInit2(&z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return lg_no_memory(err, 1 << 18);
    size_t in = npy->size;
    const size_t chunk = (size_t)1 << 30;
    unsigned char part[16384];
    int rc = Z_OK;
    z.next_in = (unsigned char *)npy->data;
    while (rc == Z_OK) {
        if (z.avail_in == 0 && in) {
            z.avail_in = (uInt)(in < chunk ? in : chunk);
            in -= z.avail_in;
        }
        z.next_out = part;
        z.avail_out = sizeof part;
        rc = deflate(&z, in ? Z_NO_FLUSH : Z_FINISH);
        lg_bytes_put(out, part, sizeof part - z.avail_out);
    }
    (void)deflateEnd(&z);
    *method = 8;
    return rc == Z_STREAM_END ? LG_OK : lg_fail(err, LG_E_INTERNAL, "deflate ended with %d", rc);
#else
    return lg_fail(err, LG_E_UNSUPPORTED, "this build (without zlib) cannot compress an npz");
#endif
}

/* The header that the local part and the directory share, after their signature and versions. */
static void put_common(lg_bytes *out, const entry *e, uint16_t extra) {
    bool big = e->size > 0xFFFFFFFEu || e->packed > 0xFFFFFFFEu;
    lg_bytes_le(out, big ? 45 : 20, 2);
    lg_bytes_le(out, e->flags, 2);
    lg_bytes_le(out, e->method, 2);
    lg_bytes_le(out, 0, 2);      /* time: always the same, so that files are reproducible */
    lg_bytes_le(out, 0x0021, 2); /* 1980-01-01 */
    lg_bytes_le(out, e->crc, 4);
    lg_bytes_le(out, big ? 0xFFFFFFFFu : e->packed, 4);
    lg_bytes_le(out, big ? 0xFFFFFFFFu : e->size, 4);
    lg_bytes_le(out, e->name.len + 4, 2);
    lg_bytes_le(out, extra, 2);
}

static void put_central(lg_bytes *out, const entry *e) {
    bool big = e->size > 0xFFFFFFFEu || e->packed > 0xFFFFFFFEu;
    bool far = e->offset > 0xFFFFFFFEu;
    uint16_t extra = (uint16_t)((big ? 16 : 0) + (far ? 8 : 0));
    extra = (uint16_t)(extra ? extra + 4 : 0);
    lg_bytes_le(out, 0x02014b50, 4);
    lg_bytes_le(out, 45, 2);
    put_common(out, e, extra);
    lg_bytes_le(out, 0, 2); /* comment */
    lg_bytes_le(out, 0, 2);
    lg_bytes_le(out, 0, 2);
    lg_bytes_le(out, 0, 4);
    lg_bytes_le(out, far ? 0xFFFFFFFFu : e->offset, 4);
    lg_bytes_put(out, e->name.ptr, e->name.len);
    lg_bytes_put(out, ".npy", 4);
    if (extra) {
        lg_bytes_le(out, 1, 2);
        lg_bytes_le(out, (uint64_t)extra - 4, 2);
        if (big) {
            lg_bytes_le(out, e->size, 8);
            lg_bytes_le(out, e->packed, 8);
        }
        if (far)
            lg_bytes_le(out, e->offset, 8);
    }
}

static lg_status write_entry(lg_bytes *out, entry *e, const lg_view *view, bool compress,
                             size_t start, lg_error *err) {
    lg_bytes npy, packed;
    lg_bytes_init(&npy, out->allocator);
    lg_bytes_init(&packed, out->allocator);
    lg_status st = lg_npy_write(&npy, view, err);
    if (st == LG_OK && npy.status == LG_OK)
        st = pack(&packed, &npy, compress, &e->method, err);
    if (st == LG_OK && (npy.status != LG_OK || packed.status != LG_OK))
        st = lg_no_memory(err, npy.wanted + packed.wanted);
    if (st == LG_OK) {
        for (size_t i = 0; i < e->name.len; i++)
            e->flags |= (unsigned char)e->name.ptr[i] >= 0x80 ? 0x800u : 0; /* UTF-8 */
        e->size = npy.size;
        e->packed = packed.size;
        e->crc = crc_of(npy.data, npy.size);
        e->offset = out->size - start;
        bool big = e->size > 0xFFFFFFFEu || e->packed > 0xFFFFFFFEu;
        lg_bytes_le(out, 0x04034b50, 4);
        put_common(out, e, big ? 20 : 0);
        lg_bytes_put(out, e->name.ptr, e->name.len);
        lg_bytes_put(out, ".npy", 4);
        if (big) {
            lg_bytes_le(out, 1, 2);
            lg_bytes_le(out, 16, 2);
            lg_bytes_le(out, e->size, 8);
            lg_bytes_le(out, e->packed, 8);
        }
        lg_bytes_put(out, packed.data, packed.size);
    }
    lg_bytes_reset(&npy);
    lg_bytes_reset(&packed);
    return st;
}

lg_status lg_npz_write(lg_bytes *out, const lg_str *names, const lg_view *views, size_t n,
                       bool compress, lg_error *err) {
    lg_bytes central;
    lg_status st = LG_OK;
    size_t start = out->size;
    lg_bytes_init(&central, out->allocator);
    for (size_t i = 0; i < n && st == LG_OK; i++) {
        entry e = {.name = names[i]};
        if (names[i].len > 65000) {
            st = lg_fail(err, LG_E_UNSUPPORTED, "the name '%s' is too long for an npz",
                         LG_SHOW(names[i]));
            break;
        }
        st = write_entry(out, &e, &views[i], compress, start, err);
        if (st == LG_OK)
            put_central(&central, &e);
        else
            lg_wrap(err, st, "tensor '%s'", LG_SHOW(names[i]));
    }
    if (st == LG_OK && central.status != LG_OK)
        st = lg_no_memory(err, central.wanted);
    if (st == LG_OK) {
        uint64_t offset = out->size - start;
        bool far = n > 65534 || offset > 0xFFFFFFFEu || central.size > 0xFFFFFFFEu;
        lg_bytes_put(out, central.data, central.size);
        uint64_t end64 = out->size - start;
        if (far) {
            lg_bytes_le(out, 0x06064b50, 4);
            lg_bytes_le(out, end64_size - 12, 8);
            lg_bytes_le(out, 45, 2);
            lg_bytes_le(out, 45, 2);
            lg_bytes_le(out, 0, 4);
            lg_bytes_le(out, 0, 4);
            lg_bytes_le(out, n, 8);
            lg_bytes_le(out, n, 8);
            lg_bytes_le(out, central.size, 8);
            lg_bytes_le(out, offset, 8);
            lg_bytes_le(out, 0x07064b50, 4);
            lg_bytes_le(out, 0, 4);
            lg_bytes_le(out, end64, 8);
            lg_bytes_le(out, 1, 4);
        }
        lg_bytes_le(out, 0x06054b50, 4);
        lg_bytes_le(out, 0, 4);
        lg_bytes_le(out, far ? 0xFFFF : n, 2);
        lg_bytes_le(out, far ? 0xFFFF : n, 2);
        lg_bytes_le(out, far ? 0xFFFFFFFFu : central.size, 4);
        lg_bytes_le(out, far ? 0xFFFFFFFFu : offset, 4);
        lg_bytes_le(out, 0, 2);
    }
    lg_bytes_reset(&central);
    return st;
}
