# Makes a C source of files: run as a script with -DOUTPUT=file.c and -DFOLDER=folder. Each file
# below the folder, KIND/NAME.in, becomes an entry of the array declared in cli/templates.h.

file(GLOB files RELATIVE ${FOLDER} ${FOLDER}/*/*.in)
list(SORT files)
set(texts "")
set(entries "")
set(n 0)
foreach(file ${files})
    file(READ ${FOLDER}/${file} bytes HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
    string(REGEX REPLACE "('....','....','....','....','....','....','....','....','....','....',)" "\\1\n" bytes "${bytes}")
    string(APPEND texts "static const char text_${n}[] = {\n${bytes}0};\n")
    get_filename_component(kind ${file} DIRECTORY)
    get_filename_component(name ${file} NAME_WLE)
    string(APPEND entries "    {\"${kind}\", \"${name}\", text_${n}},\n")
    math(EXPR n "${n} + 1")
endforeach()
file(WRITE ${OUTPUT} "/* Made by TobaEmbed.cmake. */
#include \"cli/templates.h\"

${texts}
const struct tb_template tb_templates[] = {
${entries}};
const int tb_n_templates = ${n};
")
