# Warnings and hardening of our own code.
function(lg_add_warnings target)
    target_compile_options(${target} INTERFACE
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion
        -Wfloat-conversion -Wcast-qual -Wcast-align -Wpointer-arith -Wundef -Wvla -Wformat=2
        -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wimplicit-fallthrough
        -Wnull-dereference -Wwrite-strings -Werror=format-security
        -fno-common -fvisibility=hidden -ffp-contract=off -ffunction-sections -fdata-sections)
    if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
        target_compile_options(${target} INTERFACE -Wlogical-op -Wduplicated-cond
                                                   -Wduplicated-branches)
    elseif(CMAKE_C_COMPILER_ID MATCHES "Clang")
        target_compile_options(${target} INTERFACE -Wmissing-variable-declarations -Wcomma
                                                   -Wconditional-uninitialized)
    endif()
    if(LG_WERROR)
        target_compile_options(${target} INTERFACE -Werror)
    endif()
    if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT LG_SANITIZE)
        target_compile_options(${target} INTERFACE -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
                                                   -fstack-protector-strong
                                                   -fstack-clash-protection
                                                   -fno-asynchronous-unwind-tables)
        if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|i[3-6]86")
            target_compile_options(${target} INTERFACE -fcf-protection)
        elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64")
            target_compile_options(${target} INTERFACE -mbranch-protection=standard)
        endif()
    endif()
endfunction()

# Code that runs once per model or per file, not once per element, is compiled for size.
function(lg_compile_for_size target)
    if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT LG_SANITIZE)
        set_source_files_properties(${ARGN} TARGET_DIRECTORY ${target}
                                    PROPERTIES COMPILE_OPTIONS "-Os")
    endif()
endfunction()
