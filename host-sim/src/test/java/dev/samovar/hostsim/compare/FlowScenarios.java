package dev.samovar.hostsim.compare;

import dev.samovar.hostsim.compare.Scenario.Variant;
import java.util.List;

/** Scenarios of what lies between the filter and the wire: codecs, router, local replies. */
final class FlowScenarios {
  private FlowScenarios() {}

  static List<Scenario> all() {
    return List.of(
        hold("answer to HEAD", "sh=set sh x-a 1;sb=append zz").head(),
        hold("answer to HEAD in chunks", "sb=append zz").head().upstream("200 abc def"),
        hold("local reply to HEAD", "rh=reply 403 no").head(),
        hold("line break in a header", "rh=set rh x-a a^r^nx-b:^sc;log=prop response.code_details")
            .get(),
        hold("NUL in a header", "rh=set rh x-a a^0b").post("hello"),
        hold("blank in a header's name", "rh=set rh x^sa v").get(),
        hold("method removed", "rh=del rh :method;log=prop response.code_details").get(),
        hold("method removed before a body", "rh=del rh :method").post("hello"),
        hold("status removed", "sh=del sh :status,get sh :status;log=prop response.code_details")
            .get(),
        hold("status is no number", "sh=set sh :status abc").get(),
        hold("path removed", "rh=del rh :path,get rh :path;log=prop response.code_details").get(),
        hold("path removed before a body", "rh=del rh :path").post("hello"),
        hold("path is empty", "rh=set rh :path").get(),
        hold("path without a slash", "rh=set rh :path foo").get(),
        upstream("bad header from the upstream placement", "rh=set rh x-a a^0b").get(),
        upstream("method removed in the upstream placement", "rh=del rh :method").get(),
        upstream("status removed in the upstream placement", "sh=del sh :status").get(),
        hold(
                "host is the authority",
                "rh=get rh host,set rh host zz,get rh :authority,add rh host yy,get rh host,del rh host,get rh :authority")
            .get(),
        hold("host is no alias in an answer", "sh=set sh host a,get sh :authority,get sh host")
            .get(),
        hold("continue inside a header callback that pauses", "rh=continue,pause").get(),
        hold("continue inside a header callback before a body", "rh=continue,pause;rb=size rb")
            .open()
            .data("abc")
            .data("def")
            .end(),
        hold("continue inside a trailer callback that pauses", "rt=continue,pause")
            .open()
            .data("abc")
            .trailers("x-t", "1"),
        hold("continue inside the answer's headers", "sh=continue-response,pause").get(),
        hold("continue inside the answer's trailers", "st=continue-response,pause")
            .get()
            .upstream("200 abc trailer x-t 1"),
        hold("two local replies in one callback", "rh=reply 403 no,reply 404 nono").get(),
        hold("two local replies at the body", "rb=?reply 403 no,?reply 404 nono").post("hello"),
        hold(
                "two local replies in a callout",
                "rh=call agent /ok/a 1000,pause;cb=reply 403 no,reply 404 nono")
            .get(),
        hold("local reply answered again", "rh=reply 403 no;sh=reply 500 again").get(),
        upstream("local reply in the upstream placement", "rh=reply 403 no").get(),
        upstream("local reply of 503 in the upstream placement", "rh=reply 503 no").get(),
        upstream("local reply at an attempt's answer", "sh=reply 502 no").get(),
        upstream("local reply of 503 at an attempt's answer", "sh=reply 503 no").get(),
        upstream("local reply at an attempt's answered body", "sb=reply 502 no")
            .get()
            .upstream("200 abc def"),
        hold("answer longer than its length", "sb=append zz").get(),
        hold("informational answer", "sh=get sh :status").get().upstream("early 200 ok"),
        hold("informational answer alone", "sh=get sh :status").get().upstream("103"),
        hold("switched protocols", "x=y").get().upstream("101"),
        hold(
                "properties at the headers",
                "rh=prop request.size,proplen request.total_size,prop response.size,prop response.code_details,prop response.grpc_status,prop xds.route_name,prop metadata,prop connection.requested_server_name,prop upstream.transport_failure_reason")
            .post("hello"),
        hold("properties at the body", "rb=prop request.size,proplen request.total_size")
            .open()
            .data("abc")
            .end(),
        hold(
                "properties at the answer",
                "sh=prop response.code_details,prop response.grpc_status,prop response.size,prop upstream.transport_failure_reason")
            .get(),
        hold(
                "properties at the log",
                "log=prop request.size,proplen request.total_size,prop response.size,proplen response.total_size,prop response.grpc_status,prop xds.route_name")
            .post("hello"),
        upstream("properties of an attempt", "sh=prop response.code,prop response.code_details")
            .get(),
        upstream(
                "attempts are counted",
                "rh=prop upstream.request_attempt_count;log=prop upstream.request_attempt_count")
            .get()
            .upstream("503 no;200 yes"),
        hold("property declared wrongly", "rh=foreign declare_property x").get());
  }

  private static Scenario hold(String name, String script) {
    return Scenario.of(name, Variant.HOLD, script);
  }

  private static Scenario upstream(String name, String script) {
    return Scenario.of(name, Variant.UPSTREAM, script);
  }
}
