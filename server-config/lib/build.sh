# Builds the WAR and the command line when they are missing or older than their sources; needs say.sh.
# shellcheck shell=bash disable=SC2154

java_version() {
    "$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p'
}

# find_java: sets java.
find_java() {
    java=${JAVA_HOME:+$JAVA_HOME/bin/}java
    command -v "$java" >/dev/null || die "Java 17 or later is needed: install openjdk-17-jdk-headless, or set JAVA_HOME"
    local version
    version=$(java_version)
    [[ $version =~ ^[0-9]+$ && $version -ge 17 ]] || die "Java 17 or later is needed, $(command -v "$java") is Java $version"
}

build_is_current() {
    [[ -s $home/target/stillframe.war && -s $home/target/payara-micro.jar && -s $home/target/postgresql.jar ]] &&
        [[ -z $(find "$home/pom.xml" "$home/src/main" -newer "$home/target/stillframe.war" -print -quit) ]]
}

# build_war: arguments for Maven, such as -Dmaven.repo.local=DIR, are taken from MAVEN_ARGS.
build_war() {
    local arguments
    build_is_current && return
    command -v mvn >/dev/null || die "Maven is needed to build Stillframe: install the package maven"
    say "Building Stillframe (the first time, Maven fetches what it needs; this takes some minutes)"
    read -ra arguments <<<"${MAVEN_ARGS:-}"
    # Maven would leave a class in the WAR whose source is gone. What else lies in target belongs to runs that may be up.
    rm -rf "$home/target/classes" "$home/target/stillframe"
    (cd "$home" && mvn -B -q package -DskipTests "${arguments[@]}") || die "the build failed; see above"
    # Maven leaves an unchanged WAR as it was.
    touch "$home/target/stillframe.war"
}

cli_is_current() {
    [[ -s $home/cli/target/stillframe-cli.jar ]] &&
        [[ -z $(find "$home/cli/pom.xml" "$home/cli/src/main" -newer "$home/cli/target/stillframe-cli.jar" -print -quit) ]]
}

# build_cli: as build_war, whether needed or not; standard output is kept for what the command line prints.
build_cli() {
    local arguments
    command -v mvn >/dev/null || die "Maven is needed to build the command line: install the package maven"
    warn "Building the command line"
    read -ra arguments <<<"${MAVEN_ARGS:-}"
    rm -rf "$home/cli/target/classes"
    (cd "$home/cli" && mvn -B -q package -DskipTests "${arguments[@]}") >&2 || die "the build failed; see above"
    touch "$home/cli/target/stillframe-cli.jar"
}
