/* SPDX-License-Identifier: Apache-2.0 */
/* External tensor data: location, containment, numbers, mapping. */
#include "runtime/onnx/external.h"

#include "runtime/base/sha1.h"

#include <stdio.h>
#include <string.h>

typedef struct keys {
    const char *location, *checksum;
    bool has_length;
    uint64_t offset, length;
} keys;

void lg_external_init(lg_external *x, const lg_onnx_env *env) {
    *x = (lg_external){.env = env, .root = -1, .file = -1};
}

static void forget_file(lg_external *x) {
    lg_file_close(x->file);
    x->file = -1;
    x->open = (lg_str){0};
    x->mapped = NULL;
    x->verified[0] = '\0';
}

void lg_external_close(lg_external *x) {
    forget_file(x);
    lg_file_close(x->root);
    x->root = -1;
}

/* Plain decimal digits that fit. */
static lg_status read_number(const char *key, const char *text, uint64_t *out, lg_error *err) {
    uint64_t v = 0;
    bool ok = *text != '\0';
    for (const char *p = text; *p && ok; p++)
        ok = *p >= '0' && *p <= '9' && !__builtin_mul_overflow(v, 10u, &v) &&
             !__builtin_add_overflow(v, (uint64_t)(*p - '0'), &v);
    if (!ok)
        return lg_fail(err, LG_E_MODEL, "external data: %s '%s' is not a decimal number below 2^64",
                       key, LG_SHOW(lg_str_of(text)));
    *out = v;
    return LG_OK;
}

static void warn_key(const lg_onnx_env *env, const char *key) {
    char text[256];
    (void)snprintf(text, sizeof text, "external data: the unknown key '%s' is ignored",
                   LG_SHOW(lg_str_of(key)));
    if (env->warn)
        env->warn(env->self, text);
}

static lg_status read_keys(const lg_external *x, Onnx__StringStringEntryProto *const *entries,
                           size_t n, keys *out, lg_error *err) {
    static const char *const known[] = {"location", "offset", "length", "checksum", "basepath"};
    uint32_t seen = 0;
    *out = (keys){0};
    for (size_t i = 0; i < n; i++) {
        const char *key = entries[i]->key ? entries[i]->key : "";
        const char *value = entries[i]->value ? entries[i]->value : "";
        size_t k = 0;
        while (k < LG_COUNT(known) && strcmp(known[k], key) != 0)
            k++;
        if (k == LG_COUNT(known)) {
            warn_key(x->env, key);
            continue;
        }
        if (seen >> k & 1)
            return lg_fail(err, LG_E_MODEL, "external data: the key '%s' occurs twice", key);
        seen |= 1u << k;
        if (k == 0)
            out->location = value;
        else if (k == 1)
            LG_TRY(read_number(key, value, &out->offset, err));
        else if (k == 2)
            LG_TRY(read_number(key, value, &out->length, err));
        else if (k == 3)
            out->checksum = value;
    }
    out->has_length = seen >> 2 & 1;
    return LG_OK;
}

/* What can be said about a location without looking at the file system. */
static lg_status check_location(const char *location, lg_error *err) {
    if (!location || !*location)
        return lg_fail(err, LG_E_MODEL, "external data without location");
    const char *why = NULL;
    if (strlen(location) >= LG_PATH_MAX)
        why = "is too long";
    else if (*location == '/')
        why = "is an absolute path";
    for (const char *p = location; *p && !why; p += strcspn(p, "/"), p += *p == '/')
        if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || p[2] == '\0'))
            why = "leaves the directory of the model";
    if (why)
        return lg_fail(err, LG_E_MODEL, "external data: location '%s' %s",
                       LG_SHOW(lg_str_of(location)), why);
    return LG_OK;
}

/* The directory part of a path, "." when it has none. */
static bool directory_of(const char *path, char out[LG_PATH_MAX]) {
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (n >= LG_PATH_MAX)
        return false;
    memcpy(out, path, n);
    out[n] = '\0';
    if (!slash)
        memcpy(out, ".", 2);
    else if (n == 0)
        memcpy(out, "/", 2);
    return true;
}

static lg_status logical_root(const lg_external *x, char out[LG_PATH_MAX], lg_error *err) {
    const lg_onnx_env *env = x->env;
    if (env->root && strlen(env->root) < LG_PATH_MAX) {
        memcpy(out, env->root, strlen(env->root) + 1);
        return LG_OK;
    }
    if (!env->root && env->model_path && directory_of(env->model_path, out))
        return LG_OK;
    if (env->root || env->model_path)
        return lg_fail(err, LG_E_IO, "external data: the path of the model is too long");
    return lg_fail(err, LG_E_MODEL,
                   "external data in a model from memory: no directory was given for them");
}

/* Opens `target`, an absolute path without links, when it lies under the absolute `root`. */
static bool open_in_root(const char *root, const char *target, int *out_file) {
    size_t n = strlen(root);
    if (n == 1)
        n = 0; /* "/" */
    if (strncmp(root, target, n) != 0 || target[n] != '/')
        return false;
    int dir = -1;
    if (lg_dir_open(root, &dir, NULL) != LG_OK)
        return false;
    bool ok = lg_open_beneath(dir, target + n + 1, true, out_file, NULL) == LG_OPEN_OK;
    lg_file_close(dir);
    return ok;
}

/* A location that leaves the directory of the model as given may still be inside the directory of
 * the real model file (caches made of links), or inside a root that the caller permitted. The open
 * relative to that root decides, so a file that is exchanged meanwhile gains nothing. */
static lg_status open_elsewhere(const lg_external *x, const char *logical, const char *location,
                                int *out_file, lg_error *err) {
    const lg_onnx_env *env = x->env;
    char path[2 * LG_PATH_MAX], target[LG_PATH_MAX], root[LG_PATH_MAX], real[LG_PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/%s", logical, location);
    if (lg_real_path(path, target)) {
        if (env->model_path && lg_real_path(env->model_path, real) && directory_of(real, root) &&
            open_in_root(root, target, out_file))
            return LG_OK;
        if (lg_real_path(logical, root) && open_in_root(root, target, out_file))
            return LG_OK;
        for (uint32_t i = 0; i < env->n_extra_roots; i++)
            if (lg_real_path(env->extra_roots[i], root) && open_in_root(root, target, out_file))
                return LG_OK;
    }
    return lg_fail(err, LG_E_MODEL,
                   "external data: location '%s' leads out of the directory of the model",
                   LG_SHOW(lg_str_of(location)));
}

static lg_status open_location(lg_external *x, const char *location, lg_error *err) {
    char logical[LG_PATH_MAX];
    LG_TRY(logical_root(x, logical, err));
    if (x->root < 0)
        LG_TRY(lg_dir_open(logical, &x->root, err));
    lg_open_result r = lg_open_beneath(x->root, location, false, &x->file, err);
    if (r == LG_OPEN_FAILED)
        return lg_wrap(err, LG_E_IO, "external data");
    if (r == LG_OPEN_ESCAPES)
        LG_TRY(open_elsewhere(x, logical, location, &x->file, err));
    lg_file_info info = {0};
    LG_TRY(lg_file_stat(x->file, &info, err));
    if (!info.regular)
        return lg_fail(err, LG_E_MODEL, "external data: '%s' is not a regular file",
                       LG_SHOW(lg_str_of(location)));
    if (info.links != 1 && !(x->env->flags & LG_LOAD_ALLOW_HARDLINKS))
        return lg_fail(err, LG_E_MODEL,
                       "external data: '%s' has %llu hard links, so it may be a file from "
                       "elsewhere; hard links have to be allowed by the caller",
                       LG_SHOW(lg_str_of(location)), (unsigned long long)info.links);
    x->size = info.size;
    return LG_OK;
}

static lg_status map_file(lg_external *x, lg_error *err) {
    lg_arena *arena = x->env->arena;
    void *p = NULL;
    if (x->size == 0 || x->size > SIZE_MAX)
        return LG_OK;
    LG_TRY(lg_arena_alloc(arena, sizeof(lg_mapping), &p, err));
    LG_TRY(LG_GROW(arena, x->known, x->n_known, x->cap_known, err));
    LG_TRY(lg_map_put(&x->seen, arena, x->open, x->n_known, err));
    lg_mapping *m = p;
    *m = (lg_mapping){.size = (size_t)x->size, .next = *x->env->mappings};
    LG_TRY(lg_file_map(x->file, m->size, &m->data, err));
    *x->env->mappings = m;
    x->known[x->n_known++] = m;
    x->mapped = m->data;
    return LG_OK;
}

/* Makes the file of a location the one in use. */
static lg_status use_file(lg_external *x, const char *location, lg_error *err) {
    lg_str name = lg_str_of(location);
    bool read = !x->env->mappings || (x->env->flags & LG_LOAD_NO_MMAP);
    if (x->open.len && lg_str_eq(x->open, name))
        return LG_OK;
    forget_file(x);
    uint32_t known = lg_map_get(&x->seen, name);
    if (known < x->n_known) {
        x->mapped = x->known[known]->data;
        x->size = x->known[known]->size;
        return lg_arena_str(x->env->arena, name.ptr, name.len, &x->open, err);
    }
    lg_str copy;
    LG_TRY(lg_arena_str(x->env->arena, name.ptr, name.len, &copy, err));
    LG_TRY(open_location(x, location, err));
    x->open = copy;
    return read ? LG_OK : map_file(x, err);
}

static lg_status read_range(const lg_external *x, uint64_t offset, void *to, size_t size,
                            lg_error *err) {
    if (x->mapped) {
        memcpy(to, x->mapped + offset, size);
        return LG_OK;
    }
    return lg_file_read_at(x->file, offset, to, size, err);
}

static lg_status verify(lg_external *x, const char *checksum, lg_error *err) {
    if (!x->verified[0]) {
        lg_sha1 sum;
        uint8_t part[16384];
        lg_sha1_init(&sum);
        for (uint64_t at = 0; at < x->size;) {
            size_t n = x->size - at < sizeof part ? (size_t)(x->size - at) : sizeof part;
            LG_TRY(read_range(x, at, part, n, err));
            lg_sha1_add(&sum, part, n);
            at += n;
        }
        lg_sha1_hex(&sum, x->verified);
    }
    bool same = strlen(checksum) == 40;
    for (size_t i = 0; i < 40 && same; i++) {
        char c = checksum[i];
        same = (c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c) == x->verified[i];
    }
    if (!same)
        return lg_fail(err, LG_E_MODEL,
                       "external data: file '%s' has the SHA-1 %s, the model says '%s'",
                       LG_SHOW(x->open), x->verified, LG_SHOW(lg_str_of(checksum)));
    return LG_OK;
}

lg_status lg_external_load(lg_external *x, Onnx__StringStringEntryProto *const *entries,
                           size_t n_entries, size_t bytes, size_t align, const void **out,
                           lg_error *err) {
    keys k;
    LG_TRY(read_keys(x, entries, n_entries, &k, err));
    LG_TRY(check_location(k.location, err));
    if (k.has_length && k.length != bytes)
        return lg_fail(err, LG_E_MODEL,
                       "external data in '%s': length is %llu, the tensor has %zu bytes",
                       LG_SHOW(lg_str_of(k.location)), (unsigned long long)k.length, bytes);
    lg_status st = use_file(x, k.location, err);
    if (st != LG_OK) {
        forget_file(x);
        return st;
    }
    if (k.offset > x->size || bytes > x->size - k.offset)
        return lg_fail(err, LG_E_IO,
                       "external data in '%s': %zu bytes from offset %llu are needed, the file "
                       "has %llu",
                       LG_SHOW(x->open), bytes, (unsigned long long)k.offset,
                       (unsigned long long)x->size);
    if (k.checksum && (x->env->flags & LG_LOAD_VERIFY_CHECKSUM))
        LG_TRY(verify(x, k.checksum, err));
    if (x->mapped && ((uintptr_t)x->mapped + k.offset) % align == 0) {
        *out = x->mapped + k.offset;
        return LG_OK;
    }
    void *copy = NULL;
    LG_TRY(lg_arena_alloc_data(x->env->arena, bytes, &copy, err));
    LG_TRY(read_range(x, k.offset, copy, bytes, err));
    *out = copy;
    return LG_OK;
}
