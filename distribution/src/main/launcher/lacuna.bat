@echo off
rem Starts Lacuna from the folder it is installed in. The flags are those of java-flags; an old Java ignores flags that it does not know.
setlocal
set "home=%~dp0.."
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
if not defined OMP_NUM_THREADS set OMP_NUM_THREADS=1
set "flags=-XX:+UseSerialGC -XX:+IgnoreUnrecognizedVMOptions --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
if "%LACUNA_VECTOR%"=="on" set "flags=%flags% --add-modules jdk.incubator.vector"
"%java%" %flags% %LACUNA_JAVA_OPTS% "-Dlacuna.home=%home%" -Dlacuna.terminal=false -cp "%home%\lib\*" io.lacuna.app.cli.Lacuna %*
exit /b %ERRORLEVEL%
