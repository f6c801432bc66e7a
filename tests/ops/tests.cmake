# The NEON level on a machine that is not AArch64: the tests of kernels and of the matrix product,
# cross-compiled without other libraries and run under user-mode emulation.
find_program(LG_CROSS_CC aarch64-linux-gnu-gcc)
find_program(LG_CROSS_RUN NAMES qemu-aarch64-static qemu-aarch64)
mark_as_advanced(LG_CROSS_CC LG_CROSS_RUN)
if(LG_CROSS_CC AND LG_CROSS_RUN AND NOT CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    set(root ${PROJECT_SOURCE_DIR})
    set(common ${root}/ops/kernels/scalar.c ${root}/ops/kernels/neon.c
               ${root}/ops/kernels/dispatch.c)
    set(product ${root}/ops/gemm/gemm.c ${root}/ops/gemm/pack.c ${root}/ops/gemm/gemv.c)
    file(GLOB headers CONFIGURE_DEPENDS ${root}/ops/kernels/*.h ${root}/ops/kernels/*.inl
         ${root}/ops/gemm/*.h ${root}/tests/ops/gemm/*.h)
    set(flags -std=c11 -O2 -ffp-contract=off -static -pthread -D_POSIX_C_SOURCE=200809L
              -DLG_BUILD_NEON=1 -DLG_TESTS_EMULATED=1 -I${root}/tests/support/cross -I${root} -I${root}/include)
    foreach(test IN ITEMS kernels gemv pack gemm)
        set(source ${root}/tests/ops/gemm/test_${test}.c)
        set(program ${CMAKE_CURRENT_BINARY_DIR}/aarch64_${test})
        set(extra ${product} ${root}/runtime/base/dtype.c ${root}/runtime/base/error.c)
        if(test STREQUAL "kernels")
            set(source ${root}/tests/ops/kernels/test_kernels.c)
            set(extra "")
        endif()
        add_custom_command(OUTPUT ${program}
                           COMMAND ${LG_CROSS_CC} ${flags} ${source} ${common} ${extra} -o
                                   ${program} -lm
                           DEPENDS ${source} ${common} ${extra} ${headers} VERBATIM)
        add_custom_target(cross_${test} ALL DEPENDS ${program})
        add_test(NAME aarch64.${test} COMMAND ${LG_CROSS_RUN} ${program})
        set_tests_properties(aarch64.${test} PROPERTIES LABELS slow TIMEOUT 900)
    endforeach()
endif()
