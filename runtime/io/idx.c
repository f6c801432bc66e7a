/* SPDX-License-Identifier: Apache-2.0 */
/* IDX files (the format of MNIST) and binary PNM images. */
#include "runtime/base/num.h"
#include "runtime/io/tensors.h"

lg_status lg_idx_read(lg_tensor_file *file, lg_str name, const void *data, size_t size,
                      lg_error *err) {
    const unsigned char *p = data;
    static const struct {
        unsigned char code;
        int32_t dtype;
    } types[] = {{8, LG_UINT8},  {9, LG_INT8},   {11, LG_INT16},
                 {12, LG_INT32}, {13, LG_FLOAT}, {14, LG_DOUBLE}};
    if (size < 4 || p[0] || p[1])
        return lg_fail(err, LG_E_PARSE, "idx '%s': the magic number is missing", LG_SHOW(name));
    int32_t dtype = LG_UNDEFINED;
    for (size_t i = 0; i < LG_COUNT(types); i++)
        if (types[i].code == p[2])
            dtype = types[i].dtype;
    int32_t rank = p[3];
    if (dtype == LG_UNDEFINED)
        return lg_fail(err, LG_E_PARSE, "idx '%s': type code %d is unknown", LG_SHOW(name), p[2]);
    if (rank > LG_MAX_RANK)
        return lg_fail(err, LG_E_LIMIT, "idx '%s': rank %d, the limit is %d", LG_SHOW(name), rank,
                       LG_MAX_RANK);
    size_t begin = 4 + (size_t)rank * 4;
    int64_t dims[LG_MAX_RANK];
    int64_t count = 0;
    size_t bytes = 0;
    if (size < begin)
        return lg_fail(err, LG_E_PARSE, "idx '%s': the header is cut off", LG_SHOW(name));
    for (int32_t i = 0; i < rank; i++)
        dims[i] = (int64_t)lg_read_be(p + 4 + (size_t)i * 4, 4);
    if (!lg_count_dims(dims, rank, &count) || lg_dtype_bytes(dtype, count, &bytes, NULL) != LG_OK ||
        bytes != size - begin)
        return lg_fail(err, LG_E_PARSE, "idx '%s': %zu bytes of data do not hold the dims",
                       LG_SHOW(name), size - begin);
    lg_view *view = NULL;
    LG_TRY(lg_tensors_add(file, name, dtype, rank, dims, &view, err));
    if (bytes)
        memcpy(view->data, p + begin, bytes);
    size_t unit = lg_unit_bytes(dtype);
    if (unit > 1 && !lg_big_endian())
        lg_swap_bytes(view->data, bytes / unit, unit);
    return LG_OK;
}

/* A number after blanks and comments of a PNM header. */
static bool pnm_number(const char **p, const char *end, int64_t *out) {
    for (;;) {
        while (*p < end && strchr(" \t\r\n", **p) && **p)
            ++*p;
        if (*p >= end || **p != '#')
            break;
        while (*p < end && **p != '\n')
            ++*p;
    }
    const char *begin = *p;
    while (*p < end && **p >= '0' && **p <= '9')
        ++*p;
    return lg_num_parse_i64(begin, (size_t)(*p - begin), out);
}

lg_status lg_pnm_read(lg_tensor_file *file, lg_str name, const void *data, size_t size,
                      lg_error *err) {
    const char *p = data, *end = p + size;
    if (size < 2 || p[0] != 'P' || (p[1] != '5' && p[1] != '6')) {
        lg_fail(err, LG_E_UNSUPPORTED, "image '%s': binary PGM (P5) or PPM (P6) is expected",
                LG_SHOW(name));
        lg_hint(err, "convert other images first, for example with `pngtopnm` or `djpeg`");
        return LG_E_UNSUPPORTED;
    }
    int64_t dims[3] = {0, 0, 3};
    int64_t top = 0, count = 0, bytes = 0;
    int32_t rank = p[1] == '6' ? 3 : 2;
    p += 2;
    if (!pnm_number(&p, end, &dims[1]) || !pnm_number(&p, end, &dims[0]) ||
        !pnm_number(&p, end, &top) || top < 1 || top > 65535 || p >= end || *p == '#')
        return lg_fail(err, LG_E_PARSE, "image '%s': the header is not well formed", LG_SHOW(name));
    p++; /* the single blank after the header */
    int64_t item = top > 255 ? 2 : 1;
    if (!lg_count_dims(dims, rank, &count) || !lg_mul_i64(count, item, &bytes) || bytes != end - p)
        return lg_fail(err, LG_E_PARSE, "image '%s': %lld bytes of pixels do not hold %lldx%lld",
                       LG_SHOW(name), (long long)(end - p), (long long)dims[1], (long long)dims[0]);
    lg_view *view = NULL;
    LG_TRY(lg_tensors_add(file, name, item == 2 ? LG_UINT16 : LG_UINT8, rank, dims, &view, err));
    if (bytes)
        memcpy(view->data, p, (size_t)bytes);
    if (item == 2 && !lg_big_endian())
        lg_swap_bytes(view->data, (size_t)count, 2);
    return LG_OK;
}
