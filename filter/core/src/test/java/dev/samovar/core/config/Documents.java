package dev.samovar.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Documents of the tests, with single quotes for double ones, and what reading them says. */
final class Documents {
  /** The smallest document. */
  static final String MINIMAL = json("{'providers':[{'name':'a'}]}");

  /** The plugin configuration of the Higress guide, as its console hands it on. */
  static final String GUIDE =
      json(
          """
          {
            'providers': [
              {'name': 'minmax', 'key': 'minimax_1', 'model': 'MiniMax-M2.1'},
              {'name': 'qianwen', 'key': 'qwen_1', 'model': 'qwen3-max-preview'}
            ],
            'redis': {'service_name': 'redis-svc', 'service_port': 6379, 'timeout': 2000},
            'redis_key_prefix': 'ai_metric:',
            'target_header': 'x-selected-provider'
          }
          """);

  /** The plugin configuration of the Istio LLM filter's guide. */
  static final String ISTIO =
      json(
          """
          {
            'protocol': 'openai',
            'algorithm': 'inference_lb',
            'model_mapping_rule': {
              'qwen-2.5-72b': {
                'rules': [
                  {
                    'scene_name': 'qwen-2.5-72b',
                    'cluster': 'outbound|8000||qwen-service.llm.svc.cluster.local',
                    'backend': 'vllm'
                  }
                ]
              }
            },
            'lb_mapping_rule': {
              'qwen-2.5-72b': {
                'load_aware_enable': true,
                'cache_aware_enable': true,
                'candidate_percent': 10,
                'request_load_weight': 1,
                'prefill_load_weight': 3,
                'cache_radio_weight': 2
              }
            }
          }
          """);

  private Documents() {}

  static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }

  /** The minimal document with more members. */
  static String with(String members) {
    return json("{'providers':[{'name':'a'}]," + members + "}");
  }

  static ReadResult read(String singleQuoted) {
    return ConfigurationReader.read(json(singleQuoted));
  }

  /** Read with variables, given as name, value, name, value. */
  static ReadResult read(String singleQuoted, String... variables) {
    return ConfigurationReader.read(
        json(singleQuoted),
        name -> {
          for (int i = 0; i < variables.length; i += 2) {
            if (variables[i].equals(name)) {
              return variables[i + 1];
            }
          }
          return null;
        });
  }

  static List<String> errors(String singleQuoted) {
    return read(singleQuoted).errors().stream().map(Problem::toString).toList();
  }

  static List<String> warnings(String singleQuoted) {
    return read(singleQuoted).warnings().stream().map(Problem::toString).toList();
  }

  /** Of a document that is right. */
  static Configuration configuration(String singleQuoted) {
    ReadResult result = read(singleQuoted);
    assertThat(result.errors()).as(singleQuoted).isEmpty();
    return result.configuration();
  }

  static Settings settings(String singleQuoted) {
    return configuration(singleQuoted).global();
  }
}
