/* SPDX-License-Identifier: Apache-2.0 */
/* Status codes and the caller-owned error object. */
#ifndef LOSSGRAPH_STATUS_H
#define LOSSGRAPH_STATUS_H

#include <lossgraph/base.h>

LG_BEGIN_DECLS

/* Values are ABI: append only, never renumber. */
typedef enum lg_status {
    LG_OK = 0,
    LG_E_ARGUMENT = 1,    /* the caller passed something that the function does not take */
    LG_E_NO_MEMORY = 2,   /* the allocator returned NULL */
    LG_E_LIMIT = 3,       /* a limit of lg_limits was exceeded; the message names it */
    LG_E_IO = 4,          /* a file cannot be opened, read or written, or is too short */
    LG_E_PARSE = 5,       /* not protobuf, npy, JSON, ONNX text, … */
    LG_E_MODEL = 6,       /* well-formed, but not valid ONNX */
    LG_E_UNSUPPORTED = 7, /* valid, but this build has no implementation */
    LG_E_TYPE = 8,        /* element type mismatch */
    LG_E_SHAPE = 9,       /* rank or size mismatch */
    LG_E_NO_GRADIENT = 10,
    LG_E_DATA = 11, /* contents of a tensor: class index, length, range */
    LG_E_ABI = 12,
    LG_E_INTERNAL = 13,
    LG_E_CANCELLED = 14
} lg_status;

/* Caller-owned, 512 bytes, never allocates, one thread at a time. Initialise with LG_ERROR_INIT.
 * Functions that take an lg_error write it only on failure; NULL is always allowed. */
typedef struct lg_error {
    uint32_t struct_size;
    lg_status status;
    uint32_t code;     /* row of the table of error codes (lg_error_code_info), 0 = none */
    int32_t node;      /* index of the node, -1 = none */
    char message[496]; /* first line: the message; further lines: hints. UTF-8, NUL-terminated */
} lg_error;

#define LG_ERROR_INIT                                                                              \
    {                                                                                              \
        (uint32_t)sizeof(lg_error), LG_OK, 0, -1, {                                                \
            0                                                                                      \
        }                                                                                          \
    }

/* One row of the table of error codes. */
typedef struct lg_code_info {
    uint32_t code;    /* 412 prints as E0412 */
    lg_status status; /* what the library returns */
    int32_t exit;     /* exit code of the program */
    const char *text; /* what it means */
} lg_code_info;

/* Name of a status without prefix, for example "MODEL". Static string, never NULL. */
LG_API const char *lg_status_name(lg_status status);
/* Row of the table of error codes by position (NULL past the end). */
LG_API const lg_code_info *lg_error_code_info(size_t index);

LG_END_DECLS
#endif
