package dev.samovar.hostsim.compare;

import dev.samovar.hostsim.compare.Scenario.Variant;
import java.util.List;

/** All scenarios. */
final class Scenarios {
  private Scenarios() {}

  static List<Scenario> all() {
    return List.of(
        hold("request without a body").get(),
        hold("body in one piece", "x=y").post("hello"),
        hold("body in pieces", "x=y").open().data("abc").data("def").end(),
        hold("request trailers", "x=y").open().data("abc").trailers("x-t", "1"),
        hold(
                "held headers change in the body",
                "rh=pause;rb=!pause,?set rh x-a b,?del rh content-length,?replace new")
            .post("hello"),
        hold("held headers and body in pieces", "rh=pause;rb=!pause,?set rh x-a b,?replace new")
            .open()
            .data("abc")
            .data("def")
            .end(),
        hold("headers closed after continue", "rb=set rh x-a b,get rh x-script,pairs rh,size rb")
            .post("hello"),
        hold(
                "reading past the end",
                "rb=read rb 2 10,read rb 5 10,read rb 9 1,size rb,size sb,size cb,size cfg,size vm")
            .post("hello"),
        hold(
                "writing in the middle",
                "rh=del rh content-length;rb=write rb 2 1 x,write rb 0 2 x,write rb 0 5 y,write rb 9 0 z")
            .post("hello"),
        hold("prepend and append", "rh=del rh content-length;rb=prepend a,append z").post("hello"),
        hold("body paused without headers", "rh=del rh content-length;rb=!pause,?replace all")
            .open()
            .data("abc")
            .data("def")
            .end(),
        hold(
                "callout then continue",
                "rh=call agent /ok/yes 1000,pause;cb=set rh x-a b,continue,set rh x-b c")
            .get(),
        hold(
                "callout while the body is held",
                "rh=pause,del rh content-length;rb=!pause,?call agent /ok/yes 1000,?pause;cb=replace xyz,set rh x-a b,clear,continue")
            .post("hello"),
        hold("callout times out", "rh=call agent /slow 100,pause;cb=continue").get().await(150),
        hold("callout is refused", "rh=call dead /x 1000,pause;cb=continue").get().await(100),
        hold("callout is reset", "rh=call agent /reset 1000,pause;cb=continue").get().await(100),
        hold("callout to nobody", "rh=call nobody /x 1000").get(),
        hold(
                "callout reads what is open",
                "rh=call agent /ok/a 1000,pause;cb=get rh x-script,size rb,pairs rh,get ch :status,continue,get rh x-script,pairs rh")
            .get(),
        hold("continue mid body", "rb=!call agent /ok/a 1000,!pause;cb=size rb,continue,size rb")
            .open()
            .data("abc")
            .await(60)
            .data("def")
            .end(),
        hold("route cache", "rh=set rh x-route none,clear").get(),
        hold("route without clearing", "rh=set rh x-route none").get(),
        hold("route cleared in the body", "rh=pause;rb=set rh x-route none,clear").post("hello"),
        hold(
                "route cleared in a callout",
                "rh=call agent /ok/a 1000,pause;cb=set rh x-route none,clear,continue")
            .get(),
        hold("local reply at headers", "rh=reply 403 no;sh=get sh x-local,set sh x-s 1").get(),
        hold("local reply without a body", "rh=reply 403").get(),
        hold("local reply at the body", "rb=?reply 403 no;sh=set sh x-s 1").post("hello"),
        hold("local reply at a held body", "rh=pause;rb=!pause,?reply 403 no")
            .open()
            .data("abc")
            .end(),
        hold("local reply in a callout", "rh=call agent /ok/a 1000,pause;cb=reply 403 no").get(),
        hold("local reply at the answer's headers", "sh=reply 502 no").get(),
        hold("local reply at the answer's body", "sb=reply 502 no").get(),
        hold("local reply at a held answer", "sh=pause;sb=reply 502 no").get(),
        hold("close at headers", "rh=close,pause").get(),
        hold("answer headers change", "sh=set sh x-a 1,add sh x-a 2,get sh :status").get(),
        hold("answer in pieces", "x=y").get().upstream("200 abc def"),
        hold("answer held and replaced", "sh=del sh content-length;sb=!pause,?replace new")
            .get()
            .upstream("200 abc def"),
        hold(
                "answer headers held",
                "sh=pause;sb=!pause,?set sh x-a b,?del sh content-length,?replace new")
            .get()
            .upstream("200 abc"),
        hold("answer trailers", "st=get st x-t,set st x-u 2,read sb 0 9")
            .get()
            .upstream("200 abc trailer x-t 1"),
        hold("answer held until trailers", "sb=pause;st=read sb 0 9,replace new")
            .get()
            .upstream("200 abc trailer x-t 1"),
        hold("answer trailers added", "sb=?add st x-t 1").get().upstream("200 abc def"),
        hold("request trailers added", "rb=?add rt x-t 1").open().data("abc").end(),
        hold("request trailers held", "rb=pause;rt=read rb 0 9,replace new,set rt x-u 2")
            .open()
            .data("abc")
            .trailers("x-t", "1"),
        hold(
                "request trailers paused",
                "rt=call agent /ok/a 1000,pause;cb=get rt x-t,set rt x-u 2,continue")
            .open()
            .data("abc")
            .trailers("x-t", "1"),
        hold(
                "answer held for a callout",
                "sh=call agent /ok/a 1000,pause;cb=set sh x-a b,continue-response,set sh x-b c")
            .get(),
        hold(
                "answer body held for a callout",
                "sb=?call agent /ok/a 1000,pause;cb=size sb,continue-response,size sb")
            .get()
            .upstream("200 abc def"),
        hold("upstream cuts the answer", "x=y").get().upstream("cut 200 abc"),
        hold("upstream resets", "x=y").get().upstream("reset"),
        hold("client leaves while held", "rh=pause").open().data("abc").leave(),
        hold(
                "headers at the log",
                "log=get rh x-script,get sh :status,get sh x-none,pairs rh,set rh x-a b,size rb;done=get rh x-script,get sh :status")
            .get(),
        hold("header with two values", "rh=get rh x-two,set rh x-two c,get rh x-two")
            .get("x-two", "a", "x-two", "b"),
        hold(
                "header added twice",
                "rh=add rh x-a 1,add rh x-a 2,get rh x-a,add rh content-type t/a,add rh content-type t/b,get rh content-type")
            .get(),
        hold("header removed with two values", "rh=del rh x-two,get rh x-two")
            .get("x-two", "a", "x-two", "b"),
        hold("header names in capitals", "rh=set rh X-Big 1,get rh x-big,get rh X-BIG").get(),
        hold(
                "properties",
                "rh=prop plugin_name,prop plugin_vm_id,prop request.path,prop request.method,prop request.host,prop request.scheme,prop request.headers.x-script,prop request.query,prop nothing,prop request.nothing;log=prop response.code_details")
            .get(),
        hold("properties of nobody", "rh=prop route_name,prop cluster_name").get(),
        hold(
                "property set and read",
                "rh=setprop foo bar,prop foo,prop filter_state.wasm.foo;log=prop foo")
            .get(),
        hold("metrics", "rh=count c 1,count c 0,gauge g 5,histogram h 7").get(),
        hold("shared data", "rh=fetch nokey,put k v 0,fetch k,put k w 99999,cas k x,fetch k").get(),
        hold("foreign functions", "rh=foreign nothing x,foreign set_envoy_filter_state x").get(),
        hold("exception in a callback", "rb=throw").post("hello"),
        hold("exception in a callout", "rh=call agent /ok/a 1000,pause;cb=throw").get(),
        noHold(
                "paused headers stop the body",
                "rh=call agent /ok/a 1000,pause;rb=size rb;cb=set rh x-a b,continue")
            .post("hello"),
        noHold(
                "stopped stream in pieces",
                "rh=call agent /slow 150,pause;cb=continue;rb=?replace new")
            .open()
            .data("abc")
            .data("def")
            .end()
            .await(100),
        noHold("stopped stream with trailers", "rh=call agent /slow 150,pause;cb=continue")
            .open()
            .data("abc")
            .trailers("x-t", "1")
            .await(120),
        noHold("stopped answer", "sh=call agent /slow 100,pause;cb=continue-response")
            .get()
            .upstream("200 abc def"),
        noHold("body paused after continue", "rb=!pause,?set rh x-a b").post("hello"),
        new Scenario("held body over the limit", Variant.SMALL, "rb=pause", "200 ok", List.of())
            .open()
            .data("a".repeat(800))
            .data("b".repeat(800))
            .end(),
        new Scenario(
                "held headers over the limit",
                Variant.SMALL,
                "rh=pause;rb=pause",
                "200 ok",
                List.of())
            .open()
            .data("a".repeat(800))
            .data("b".repeat(800))
            .end(),
        new Scenario(
                "held answer over the limit",
                Variant.SMALL,
                "sh=pause;sb=pause",
                "200 " + "a".repeat(800) + " " + "b".repeat(800),
                List.of())
            .get(),
        upstream("attempt sees what the router sent", "x=y").post("hello"),
        upstream("second attempt after 503", "rh=pause;rb=!pause,?set rh x-a b")
            .post("hello")
            .upstream("503 no;200 yes"),
        upstream("two 503", "x=y").get().upstream("503 no;503 nono"),
        upstream("reset then answer", "x=y").post("hello").upstream("reset;200 yes"),
        new Scenario("trap fails the stream", Variant.FAIL_CLOSED, "rh=trap", "200 ok", List.of())
            .get(),
        new Scenario(
                "and the next one", Variant.FAIL_CLOSED, "rh=set rh x-a b", "200 ok", List.of())
            .get(),
        new Scenario("trap fails the stream", Variant.FAIL_OPEN, "rh=trap", "200 ok", List.of())
            .get(),
        new Scenario(
                "and the next one passes",
                Variant.FAIL_OPEN,
                "rh=set rh x-a b",
                "200 ok",
                List.of())
            .get(),
        new Scenario("trap fails the stream", Variant.FAIL_RELOAD, "rb=trap", "200 ok", List.of())
            .post("hello"),
        new Scenario(
                "and the next has a new VM",
                Variant.FAIL_RELOAD,
                "rh=set rh x-a b",
                "200 ok",
                List.of())
            .get(),
        rust("another SDK's filter asks and changes the body").open().data("abc").data("def").end(),
        rust("another SDK's filter has the body before the answer").post("hello"),
        rust("another SDK's filter without a body").get(),
        rust("another SDK's filter answers by itself").get("x-do", "forbid"),
        rust("another SDK's filter panics").get("x-do", "panic"),
        rust("and its VM is dead").get());
  }

  /** What the fixture does, see its source. */
  private static Scenario rust(String name) {
    return Scenario.of(name, Variant.RUST, "none");
  }

  private static Scenario hold(String name) {
    return Scenario.of(name, Variant.HOLD, "x=y");
  }

  private static Scenario hold(String name, String script) {
    return Scenario.of(name, Variant.HOLD, script);
  }

  private static Scenario noHold(String name, String script) {
    return Scenario.of(name, Variant.NO_HOLD, script);
  }

  private static Scenario upstream(String name, String script) {
    return Scenario.of(name, Variant.UPSTREAM, script);
  }
}
