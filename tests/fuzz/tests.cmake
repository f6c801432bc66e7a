# Fuzz targets: tests/fuzz/fuzz_*.c, each with LLVMFuzzerTestOneInput. With clang and
# -DLG_SANITIZE=address,undefined,fuzzer-no-link they are libFuzzer programs; in every other build
# they are linked with a driver that runs the corpus of the same name and deterministic mutations of
# it, as an ordinary test.
file(GLOB LG_FUZZERS CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/fuzz_*.c)
foreach(source IN LISTS LG_FUZZERS)
    get_filename_component(name ${source} NAME_WE)
    string(REGEX REPLACE "^fuzz_" "" name ${name})
    set(corpus ${CMAKE_CURRENT_LIST_DIR}/corpora/${name})
    if(NOT IS_DIRECTORY ${corpus})
        set(corpus ${CMAKE_CURRENT_LIST_DIR}/corpora/load)
    endif()
    if(LG_SANITIZE MATCHES "fuzzer")
        add_executable(fuzz_${name} ${source})
        target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
        target_link_libraries(fuzz_${name} PRIVATE lg_options lg_objects)
    else()
        add_executable(fuzz_${name} ${source} ${CMAKE_CURRENT_LIST_DIR}/standalone_driver.c)
        target_link_libraries(fuzz_${name} PRIVATE lg_options lg_objects)
        add_test(NAME fuzz.${name} COMMAND fuzz_${name} ${corpus})
        set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz-regress TIMEOUT 300)
    endif()
endforeach()
