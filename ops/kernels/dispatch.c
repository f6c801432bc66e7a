/* SPDX-License-Identifier: Apache-2.0 */
/* Which kernel levels this CPU and operating system offer, and which of them to use. */
#include "ops/kernels/kernels.h"

#if defined(__x86_64__) && (defined(LG_BUILD_AVX2) || defined(LG_BUILD_AVX512))
#    include <cpuid.h>

/* Bits of XCR0: SSE and AVX state; opmask, upper ZMM and high ZMM state. */
enum { LG_XCR0_AVX = 0x6, LG_XCR0_AVX512 = 0xe6 };

typedef struct lg_cpu {
    uint32_t leaf1_c, leaf7_b, leaf7_c, xcr0;
} lg_cpu;

static lg_cpu read_cpu(void) {
    lg_cpu cpu = {0};
    uint32_t a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &cpu.leaf1_c, &d))
        return cpu;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
        cpu.leaf7_b = b;
        cpu.leaf7_c = c;
    }
    if (cpu.leaf1_c & bit_OSXSAVE) {
        uint32_t lo, hi;
        __asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
        cpu.xcr0 = lo;
    }
    return cpu;
}

/* Every flag that avx2.c is compiled with. */
static int has_avx2(const lg_cpu *cpu) {
    const uint32_t want1 = bit_AVX | bit_FMA | bit_F16C;
    return (cpu->xcr0 & LG_XCR0_AVX) == LG_XCR0_AVX && (cpu->leaf1_c & want1) == want1 &&
           (cpu->leaf7_b & bit_AVX2);
}

#    ifdef LG_BUILD_AVX512
static int has_avx512(const lg_cpu *cpu) {
    const uint32_t want7 = bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
    return has_avx2(cpu) && (cpu->xcr0 & LG_XCR0_AVX512) == LG_XCR0_AVX512 &&
           (cpu->leaf7_b & want7) == want7;
}

/* The generations before VBMI2 and VNNI lower the clock of the whole core for 512-bit multiplies;
 * a short kernel then costs everything that runs after it. */
static int avx512_pays(const lg_cpu *cpu) {
    const uint32_t want = bit_AVX512VBMI2 | bit_AVX512VNNI;
    return (cpu->leaf7_c & want) == want;
}
#    endif
#endif

uint32_t lg_kernels_available(void) {
    uint32_t mask = LG_CPU_SCALAR;
#if defined(__x86_64__) && (defined(LG_BUILD_AVX2) || defined(LG_BUILD_AVX512))
    lg_cpu cpu = read_cpu();
#    ifdef LG_BUILD_AVX2
    if (has_avx2(&cpu))
        mask |= LG_CPU_AVX2;
#    endif
#    ifdef LG_BUILD_AVX512
    if (has_avx512(&cpu))
        mask |= LG_CPU_AVX512;
#    endif
#endif
#if defined(__aarch64__) && defined(LG_BUILD_NEON)
    mask |= LG_CPU_NEON;
#endif
    return mask;
}

uint32_t lg_kernels_declined(const char **out_reason) {
    *out_reason = NULL;
#if defined(__x86_64__) && defined(LG_BUILD_AVX512)
    lg_cpu cpu = read_cpu();
    if (has_avx512(&cpu) && !avx512_pays(&cpu)) {
        *out_reason = "512-bit instructions lower the clock of this CPU";
        return LG_CPU_AVX512;
    }
#endif
    return 0;
}

void lg_kernels_select(uint32_t cpu_mask, lg_kernels *out) {
    const char *reason;
    uint32_t mask = lg_kernels_available();
    mask &= cpu_mask ? cpu_mask : ~lg_kernels_declined(&reason);
    mask |= LG_CPU_SCALAR;
    *out = (lg_kernels){.mask = mask};
    lg_kernels_init_scalar(out);
#ifdef LG_BUILD_AVX2
    if (mask & LG_CPU_AVX2)
        lg_kernels_init_avx2(out);
#endif
#ifdef LG_BUILD_AVX512
    if (mask & LG_CPU_AVX512)
        lg_kernels_init_avx512(out);
#endif
#ifdef LG_BUILD_NEON
    if (mask & LG_CPU_NEON)
        lg_kernels_init_neon(out);
#endif
}
