/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target without libFuzzer: every file of the folders and files given, then mutations
 * of it that depend on nothing but its contents. usage: fuzz_x [-mutations=N] PATH... */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned long mutations = 1000;
static unsigned long n_files, n_inputs;

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* A copy of exactly this size, so that a read past the end is seen by the sanitizers. */
static void run_input(const uint8_t *data, size_t size) {
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        exit(2);
    if (size)
        memcpy(copy, data, size);
    n_inputs++;
    if (LLVMFuzzerTestOneInput(copy, size) != 0)
        exit(1);
    free(copy);
}

/* Overwrites, flips, cuts, repeats. */
static size_t mutate(uint8_t *p, size_t size, size_t cap, uint64_t *r) {
    static const uint8_t special[] = {0, 1, 2, 8, 0x0a, 0x7f, 0x80, 0xfe, 0xff};
    size_t at = size ? next_random(r) % size : 0;
    switch (next_random(r) % 6) {
    case 0:
        if (size)
            p[at] = special[next_random(r) % sizeof special];
        return size;
    case 1:
        if (size)
            p[at] ^= (uint8_t)(1u << next_random(r) % 8);
        return size;
    case 2:
        return at;
    case 3: { /* remove some */
        size_t n = size ? next_random(r) % (size - at) % 16 : 0;
        memmove(p + at, p + at + n, size - at - n);
        return size - n;
    }
    case 4: { /* repeat some */
        size_t n = size ? next_random(r) % (size - at) % 64 : 0;
        if (size + n > cap)
            return size;
        memmove(p + at + n, p + at, size - at);
        return size + n;
    }
    default:
        if (size)
            p[at] = (uint8_t)next_random(r);
        return size;
    }
}

static void run_file(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END) != 0)
        exit(2);
    long end = ftell(f);
    rewind(f);
    size_t size = end > 0 ? (size_t)end : 0, cap = size + 4096;
    uint8_t *data = malloc(size + 1), *copy = malloc(cap);
    if (!data || !copy || fread(data, 1, size, f) != size)
        exit(2);
    fclose(f);
    n_files++;
    run_input(data, size);
    uint64_t r = 0x9e3779b97f4a7c15u ^ size;
    for (size_t i = 0; i < size; i++)
        r = (r ^ data[i]) * 0x100000001b3u + 1;
    for (unsigned long i = 0; i < mutations; i++) {
        size_t n = size;
        memcpy(copy, data, size);
        for (uint64_t k = next_random(&r) % 4; k < 4; k++)
            n = mutate(copy, n, cap, &r);
        run_input(copy, n);
    }
    free(copy);
    free(data);
}

static void run_path(const char *path) {
    struct stat s;
    if (stat(path, &s) != 0) {
        fprintf(stderr, "%s: cannot be opened\n", path);
        exit(2);
    }
    if (!S_ISDIR(s.st_mode)) {
        run_file(path);
        return;
    }
    struct dirent **names = NULL;
    int n = scandir(path, &names, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char child[4096];
        if (names[i]->d_name[0] != '.' &&
            snprintf(child, sizeof child, "%s/%s", path, names[i]->d_name) < (int)sizeof child &&
            stat(child, &s) == 0 && S_ISREG(s.st_mode))
            run_file(child);
        free(names[i]);
    }
    free(names);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], "-mutations=", 11) == 0)
            mutations = strtoul(argv[i] + 11, NULL, 10);
        else
            run_path(argv[i]);
    printf("%lu files, %lu inputs\n", n_files, n_inputs);
    return n_files ? 0 : 2;
}
