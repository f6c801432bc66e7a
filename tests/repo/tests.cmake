# Rules of the source tree: layers, ceilings, banned functions, mirror of the tests, format.
add_test(NAME repo.rules COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/rules.sh ${PROJECT_SOURCE_DIR})
set_tests_properties(repo.rules PROPERTIES LABELS repo)
find_program(CLANG_FORMAT clang-format-14)
if(CLANG_FORMAT)
    add_test(NAME repo.format
             COMMAND sh -c "git -C ${PROJECT_SOURCE_DIR} ls-files '*.c' '*.h' '*.inl' | (cd ${PROJECT_SOURCE_DIR} && xargs ${CLANG_FORMAT} --dry-run --Werror)")
    set_tests_properties(repo.format PROPERTIES LABELS repo)
endif()
