# Manual pages, written by the program itself; not when it cannot run on the building machine.
function(lg_add_manual program)
    if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
        return()
    endif()
    set(folder ${CMAKE_BINARY_DIR}/man)
    file(MAKE_DIRECTORY ${folder})
    set(pages ${folder}/lossgraph.1)
    add_custom_command(OUTPUT ${folder}/lossgraph.1
                       COMMAND ${program} help --man > ${folder}/lossgraph.1
                       DEPENDS ${program} VERBATIM)
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tools/cmd_*.c)
    list(FILTER sources INCLUDE REGEX "/cmd_[a-z]+\\.c$")
    foreach(source IN LISTS sources)
        string(REGEX REPLACE ".*/cmd_([a-z]+)\\.c$" "\\1" command ${source})
        set(page ${folder}/lossgraph-${command}.1)
        add_custom_command(OUTPUT ${page} COMMAND ${program} help --man ${command} > ${page}
                           DEPENDS ${program} VERBATIM)
        list(APPEND pages ${page})
    endforeach()
    add_custom_target(manual ALL DEPENDS ${pages})
    install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endfunction()
